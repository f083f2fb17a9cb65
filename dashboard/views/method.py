"""How the figures are made."""

from dashboard.parts import method

method.show()
