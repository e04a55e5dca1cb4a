"""Mendings: what has exactly one way to be put right, and the proof that nothing else changes with it."""
