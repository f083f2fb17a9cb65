"""Writes docs/accessibility.md from data/accessibility.toml, so that the document and the page are one.

python -m tools.write_accessibility
"""

from __future__ import annotations

from dashboard.parts.statements import accessibility_document
from pipelines import paths


def main() -> None:
    """Write the document."""
    (paths.ROOT / "docs" / "accessibility.md").write_text(accessibility_document(), encoding="utf-8")


if __name__ == "__main__":
    main()
