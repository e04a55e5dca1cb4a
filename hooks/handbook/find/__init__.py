"""Values to values: links, gaps and checks."""
