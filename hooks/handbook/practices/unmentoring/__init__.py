"""Unmentoring: people who asked for it are paired by chance, talk for half an hour, and share a little."""
