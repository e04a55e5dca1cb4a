"""What git saw of the book: from patches to when each thing came, changed and went."""
