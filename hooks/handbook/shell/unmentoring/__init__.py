"""The command `handbook unmentoring`."""
