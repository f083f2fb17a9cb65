"""What `python run.py` does before and around the product: install, build, serve, hand on. Standard library only."""

# Read by every Python there is, also those that are too old: nothing newer than this line may stand here.
OLDEST = (3, 11)
