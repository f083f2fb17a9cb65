"""Tools of the project's own making that are run by hand: they are not part of the product."""
