"""The page `estimate`: verdicts under every choice, the methods side by side, and how far off they have been."""

from dashboard.parts import estimate

estimate.show()
