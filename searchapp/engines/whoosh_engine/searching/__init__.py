"""A query tree → hits, over the arrays of one generation: all that reads posting lists and columns."""
