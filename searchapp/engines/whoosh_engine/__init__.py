"""The default engine: a Whoosh index in generations on local disk.

`engine` opens generations; `generations`, `manifest` and `lock` keep them safe. `writer` fills them: `builder` turns
documents into a segment (`segment_file`: named arrays in one mapped file), `merge` several into one. `reader` answers
from one: `segment`, `postings` and `columns` are views of the arrays, `evaluate` and `facets` work on those. `codec`
and `schema` are the same segments as Whoosh's own searcher sees them; its table of contents lists them. `check` reads
all of it and `structure` says whether a segment's arrays fit together.
"""
