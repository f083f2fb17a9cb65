"""Servers that the tests start for themselves, on this machine alone, and stop again."""
