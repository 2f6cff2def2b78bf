"""The stem that asks the archive: its lexicon, the evidence, the rules, plain and compiled, and the skeleton."""
