"""All municipalities' self-assessments of a year, for the business council."""

from dashboard.parts import self_assessments

self_assessments.show()
