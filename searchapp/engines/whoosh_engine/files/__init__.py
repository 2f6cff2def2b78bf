"""What is on disk: the folder of a generation, each of its files, and the arrays in them."""
