"""What a proposed change does to the book: gaps, pages, addresses and problems, from two states of it."""
