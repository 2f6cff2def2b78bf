"""The loops of `arrays.Arrays`, compiled by Numba. Imported only where Numba is installed and wanted.

A call costs about half a microsecond, and no array is made that is not an answer. The GIL is kept: to give it
away and ask for it again at every loop of a few microseconds would make threads wait for each other.
"""

from __future__ import annotations

from searchapp.engines.snippets_numba import cut_snippets
from searchapp.engines.whoosh_engine.loops.lists_numba import (
    count_postings,
    count_runs,
    count_values,
    find_string,
    keep_followed,
    list_documents,
    list_keys,
    list_positions,
    mark_documents,
    merge_documents,
    pick_best,
)
from searchapp.engines.whoosh_engine.loops.marks_numba import place_marks
from searchapp.engines.whoosh_engine.loops.sums_numba import (
    add_counts_among,
    add_matches,
    add_matches_among,
    collect,
    collect_among,
)
from searchapp.engines.whoosh_engine.loops.weights_numba import weigh, weigh_nearness
from searchapp.engines.whoosh_engine.loops.words_numba import match_words, match_words_among

__all__ = [
    "add_counts_among",
    "add_matches",
    "add_matches_among",
    "collect",
    "collect_among",
    "count_postings",
    "count_runs",
    "count_values",
    "cut_snippets",
    "find_string",
    "keep_followed",
    "list_documents",
    "list_keys",
    "list_positions",
    "mark_documents",
    "match_words",
    "match_words_among",
    "merge_documents",
    "pick_best",
    "place_marks",
    "weigh",
    "weigh_nearness",
]
