"""From out to screen and paper: pages, charts, texts and exports."""
