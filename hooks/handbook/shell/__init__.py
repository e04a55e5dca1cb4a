"""All reading and writing: disk, git, clock and terminal."""
