"""What a query marks in hits, and their snippets: from the pieces of bodies that were kept with them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from itertools import accumulate

import numpy as np

from searchapp.arabic import split_words
from searchapp.compiling import can_compile, load_only
from searchapp.engines.opensearch_engine.entries import Stored
from searchapp.engines.packed_documents import ends_with_body, pack_document
from searchapp.engines.snippets import Cutter, HitMarks, choose_cutter, cut_snippets
from searchapp.fields import BODY
from searchapp.highlight import Ints, MarkRules, find_mark_row, find_marks_by_pieces, find_marks_of_texts
from searchapp.model import Document, MarkRule

_BESIDE = ("captions", "tags")
"""What snippets are made of beside bodies."""


def load_cutter(*, wait: bool = True) -> Cutter | None:
    """The loop that cuts snippets, ready to run with the other that marking asks; None where none can be had.

    Without `wait`, raises NotCompiledError where they have yet to be compiled.
    """
    if not can_compile():
        return None
    document = Document("", "", "a")
    hit = Stored(document, pack_document(document), bytes(split_words(document.body)[1]))
    with nullcontext() if wait else load_only():
        cut = choose_cutter()
        mark_hits([hit], MarkRules([MarkRule("exact", ("a",))]), cut)
    return cut


def mark_hits(hits: Sequence[Stored], rules: MarkRules, cut: Cutter | None) -> HitMarks:
    """The marks of each hit's title and body, None for a body whose pieces were not kept. With `cut` also their
    snippets, and marks of bodies only where some are not cut.
    """
    titles = tuple(find_marks_of_texts("title", [hit.document.title for hit in hits], rules))
    bodies = [hit.document.body for hit in hits]
    pieces = [hit.pieces for hit in hits]
    row = find_mark_row(BODY, bodies, pieces, rules, compiled=True) if cut is not None and hits else None
    if cut is None or row is None:
        return HitMarks(titles, find_marks_by_pieces(BODY, bodies, pieces, rules))
    packed = np.frombuffer(b"".join([hit.packed for hit in hits]), np.uint8)
    ends = np.array([*accumulate([len(hit.packed) for hit in hits])], np.intp)
    snippets = cut_snippets(cut, bodies, packed, ends, _measure_bodies(hits, rules), row)
    return HitMarks(titles, row.read() if None in snippets else (None,) * len(hits), snippets)


def _measure_bodies(hits: Sequence[Stored], rules: MarkRules) -> Ints:
    """The length of each body from which alone snippets are cut, and which stands at the end of what is packed with a
    byte for each character; 0 for any other.
    """
    lengths: Ints = np.array([len(hit.document.body) if ends_with_body(hit.packed) else 0 for hit in hits], np.intp)
    for field in _BESIDE:
        beside = [(place, text) for place, hit in enumerate(hits) for text in getattr(hit.document, field)]
        if beside:
            marks = find_marks_of_texts(field, [text for _, text in beside], rules)
            lengths[[place for (place, _), own in zip(beside, marks, strict=True) if own]] = 0
    return lengths
