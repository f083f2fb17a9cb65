"""Takes the README's pictures anew: the pages as a browser shows them today, from the figures that are served here.

python -m tools.take_pictures        needs Chromium and requirements-dev.txt
"""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from pipelines import paths
from tests.e2e import browser

IMAGES = paths.ROOT / "docs" / "images"
#: Name → address, theme, and how tall a window shows the chart whole.
PICTURES = {
    "goal": ("", "light", 720),
    "explore": ("explore?kind=slope&from=2010&to=2023", "light", 1040),
    "municipalities": ("municipalities", "dark", 1160),
}


def main() -> None:
    """Take them all."""
    with browser.serving(paths.ROOT / "app.py") as site, sync_playwright() as playwright:
        chromium = browser.launch(playwright)
        for name, (address, theme, height) in PICTURES.items():
            page = browser.context(chromium, "projector", theme).new_page()
            page.set_viewport_size({"width": browser.SIZES["projector"][0], "height": height})
            browser.ready(page, f"{site}/{address}")
            page.mouse.move(0, 0)
            page.screenshot(path=IMAGES / f"{name}.png")
        chromium.close()


if __name__ == "__main__":
    main()
