"""`python -m handbook` is the command `handbook`."""

from handbook.shell.cli import main

main(prog_name="handbook")
