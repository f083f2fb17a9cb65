"""People's entries: actions, the municipalities' self-assessments, council cases and the yearly round.

What people write is no derived data: it lies in a database of its own that no refresh of the warehouse ever writes to.
`entries.store.open_store` is the door; everything that a page or a command does goes through the store it gives.
"""
