"""The default engine: a Whoosh index in generations on local disk.

`engine` opens generations, `generations` and `manifest` keep them safe, `writer` fills them, `reader` answers
from one: `postings` and `columns` bring arrays out of Whoosh, `evaluate` and `facets` work on those alone.
"""
