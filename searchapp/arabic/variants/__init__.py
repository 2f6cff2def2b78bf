"""Other spellings of names: those that are known, and how they are learned from an archive."""
