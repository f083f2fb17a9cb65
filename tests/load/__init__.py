"""Load: visitors that click through the real pages over the real protocol. `python -m tests.load --help`."""
