"""The page `municipalities`: a map, its table, and each municipality's sheet."""

from dashboard.parts import municipalities

municipalities.show()
