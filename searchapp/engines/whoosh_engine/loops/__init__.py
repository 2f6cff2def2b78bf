"""The loops over posting lists and columns: what they promise, and how they run with and without Numba."""
