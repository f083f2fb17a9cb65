"""The warehouse in a DuckLake: the tests of the warehouse in files once more, and what a lake adds."""
