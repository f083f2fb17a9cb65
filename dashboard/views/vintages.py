"""The page `vintages`: the same year in every edition of the figures."""

from dashboard.parts import vintages

vintages.show()
