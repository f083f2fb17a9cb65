"""From figures to screen: pages, charts, texts, downloads and the data routes. Reads through `indicators.read` only."""
