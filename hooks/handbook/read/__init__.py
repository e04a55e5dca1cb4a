"""Texts to values: bytes, settings, pages and data files."""
