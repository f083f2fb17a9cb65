"""The register of council cases, and the two questions that the plan asks of the councils."""

from dashboard.parts import cases

cases.show()
