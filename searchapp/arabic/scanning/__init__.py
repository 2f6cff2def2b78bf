"""Words as numbers: the kinds of their letters, words packed into numbers, and the words of many texts at once."""
