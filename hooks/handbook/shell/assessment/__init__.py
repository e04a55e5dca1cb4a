"""The command `handbook assess`."""
