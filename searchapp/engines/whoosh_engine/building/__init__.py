"""Articles → a segment, and segments → one: all that writes arrays."""
