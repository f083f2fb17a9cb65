"""One script for each page, named in `dashboard/pages.py`; what they draw with lies in `parts/` and `charts/`."""
