"""Pieces that pages are put together from. Each draws one thing and is named for what it is."""
