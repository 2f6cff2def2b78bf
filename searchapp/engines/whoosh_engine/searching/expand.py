"""A wildcard or a fuzzy term → the terms of the dictionaries that it stands for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from whoosh import query as tree

from searchapp import arabic
from searchapp.engines.expanding import Expanding, read_beginning, refuse_expansion
from searchapp.engines.whoosh_engine.files.segment_file import Blobs
from searchapp.engines.whoosh_engine.loops.arrays import Ints
from searchapp.engines.whoosh_engine.searching.postings import Postings

_CHUNK = 20_000
"""So many terms are looked through between two looks at the clock: a few milliseconds."""


def expand_terms(
    postings: Postings, node: Expanding, max_expansions: int, check_time: Callable[[], None]
) -> list[Ints]:
    """For each segment the ordinals of the form's terms that the node stands for, rising, whichever field holds them.

    Raises TooManyExpansionsError when they are more than `max_expansions` terms, and what `check_time` raises.
    """
    form = node.fieldname.rpartition("_")[2]
    beginning = read_beginning(node).encode("utf-8", "surrogatepass")
    terms: set[str] = set()
    rows: list[Ints] = []
    for each in postings.segments:
        ordinals = each.segment.find_prefix(form, beginning)
        found: list[int] = []
        for first in range(ordinals.start, ordinals.stop, _CHUNK):
            check_time()
            some = _select_terms(each.segment.terms[form], first, min(first + _CHUNK, ordinals.stop), node)
            terms.update(some)
            found.extend(some.values())
            if len(terms) > max_expansions:
                raise refuse_expansion(node, max_expansions)
        rows.append(np.array(found, np.intp))
    return rows


def _select_terms(terms: Blobs, first: int, last: int, node: Expanding) -> dict[str, int]:
    """The terms from place `first` up to `last` that the node stands for, and the ordinal of each."""
    if isinstance(node, tree.FuzzyTerm):
        chars = len(node.text)
        some = _read_terms(terms, first, last, chars - node.maxdist, chars + node.maxdist)
        chosen = arabic.select_near(list(some), node.text, node.maxdist, node.prefixlength)
    else:
        chars = len(node.text) - node.text.count("*")
        some = _read_terms(terms, first, last, chars, None if "*" in node.text else chars)
        chosen = arabic.select_like(list(some), node.text)
    return {term: some[term] for term in chosen}


def _read_terms(terms: Blobs, first: int, last: int, least_chars: int, most_chars: int | None) -> dict[str, int]:
    """The terms from place `first` up to `last` with so many characters, both bounds included, and their places."""
    content, byte_ends = terms.read_range(first, last)
    # All is decoded at once, so ends are needed in characters: every byte but UTF-8's continuations begins one.
    counted = np.append(0, np.cumsum((content & 0xC0) != 0x80, dtype=np.int32))
    ends = counted[byte_ends]
    starts = np.append(0, ends[:-1])
    keep = ends - starts >= least_chars
    if most_chars is not None:
        keep &= ends - starts <= most_chars
    places = np.flatnonzero(keep)
    text = content.tobytes().decode("utf-8", "surrogatepass")
    rows = zip(starts[places].tolist(), ends[places].tolist(), (places + first).tolist(), strict=True)
    return {text[start:end]: place for start, end, place in rows}
