"""Writes the snapshot: published figures, collected as files, become the JSON-stat documents the project ships.

`python -m tools.record_snapshot SOURCES_DIR` is the provenance of `data/snapshot/`: run twice on the same files it
gives the same bytes. The collected files themselves are not part of the project; only the figures carry over.
"""
