"""One municipality's self-assessment of a year."""

from dashboard.parts import self_assessment

self_assessment.show()
