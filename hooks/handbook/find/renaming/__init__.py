"""A page or heading renamed: what is meant, what to write, and whether all else stays as it was."""
