"""What networks do again and again, as rules: pure, on top of the rest, with nothing of disk or terminal."""
