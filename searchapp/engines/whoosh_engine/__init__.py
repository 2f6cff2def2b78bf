"""The default engine: a Whoosh index in generations on local disk.

`engine`, `writer` and `reader` are the contract's three objects, `opening` makes a reader of a generation, `check`
reads all of it, and `codec` and `schema` show the same segments to Whoosh's own searcher; its table of contents lists
them. Below are four packages: `building` turns documents into segments, `searching` answers from them, both by the
arrays that are in `files`; `loops` are the innermost loops of a search, compiled or not.
"""
