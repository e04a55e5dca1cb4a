"""A handbook is a function from texts to texts and problems.

Read the package in the order in which data flows through it:

`model` (the values), `read` (texts to values), `find` (values to values), `show` (values to
texts), `practices` (ways of working that run by rules of their own, each a folder) and `shell`
(disk, git, clock and terminal). A module imports only from those before it.
"""
