"""The search over the whole site, with the words of the method."""

from dashboard.parts import search

search.show()
