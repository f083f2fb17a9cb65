"""Any indicators, regions and years in the form the reader wants."""

from dashboard.parts import explore

explore.show()
