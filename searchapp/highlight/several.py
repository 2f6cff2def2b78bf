"""Which words of several texts a query marks, in a fraction of the time that each text alone takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchapp.arabic import find_forms, split_words
from searchapp.highlight.marks import MARKED_CHARS, MarkRules, find_marks, find_words, join_marks
from searchapp.model import Mark, Span

_NO_WORD = b"\0"
"""A word of no letters, between the last gap of a text and the first of the next."""
_NOTHING = b"\0"
"""The pieces of an empty text."""

MOST_ROW_RULES = 62
"""As many bits has a number of a row with a sign, but one."""

Ints = NDArray[np.intp]


class MarkRow(NamedTuple):
    """Marks of several texts in a row: where each begins and ends in its text, and its bits; then how many each text
    has, or -1 where that is not told.
    """

    starts: Ints
    stops: Ints
    bits: Ints
    counts: Ints

    def read(self) -> tuple[list[Mark] | None, ...]:
        """The marks of each text; None where they are not told."""
        marks = iter(list(zip(self.starts.tolist(), self.stops.tolist(), self.bits.tolist(), strict=True)))
        return tuple([None if count < 0 else list(islice(marks, count)) for count in self.counts.tolist()])


def mark_texts(field: str, texts: Sequence[str], rules: MarkRules) -> list[tuple[Span, ...]]:
    """`mark_text` of several short texts, such as titles."""
    return list(map(join_marks, find_marks_of_texts(field, texts, rules)))


def find_marks_of_texts(field: str, texts: Sequence[str], rules: MarkRules) -> list[list[Mark]]:
    """`find_marks` of several short texts."""
    bits = rules.find_bits(field)
    joined = "\n".join(texts)
    if not bits or len(joined) > MARKED_CHARS:
        return [find_marks(field, text, rules) for text in texts]
    # A line end stands in no word, so the words of all are those of each.
    return list(_part(find_words(split_words(joined), *bits, rules.stem), map(len, texts), between=1))


def find_marks_by_pieces(
    field: str, texts: Sequence[str], pieces: Sequence[bytes], rules: MarkRules
) -> tuple[list[Mark] | None, ...]:
    """`find_marks` of several texts whose pieces are known, a byte for each length; None for one with b"" instead."""
    row = find_mark_row(field, texts, pieces, rules)
    if row is not None:
        return row.read()
    known = zip(texts, pieces, strict=True)
    return tuple([find_marks(field, text, rules, own) if own else None for text, own in known])


def find_mark_row(
    field: str, texts: Sequence[str], pieces: Sequence[bytes], rules: MarkRules, *, compiled: bool = False
) -> MarkRow | None:
    """The same in a row; None unless the rules are few and each marks some
    exact forms, which are looked for in all texts at once; by a compiled loop, where that is wanted and can be had.
    """
    bits = rules.find_bits(field)
    if not bits or bits[0] or len(rules) > MOST_ROW_RULES or max(map(len, texts), default=0) > MARKED_CHARS:
        return None
    forms = bits[1]
    read = [text if own else "" for text, own in zip(texts, pieces, strict=True)]
    joined = "".join(read)
    all_pieces = _NO_WORD.join([own or _NOTHING for own in pieces])
    spans = rules.find_sieve(field, forms).sift(joined, all_pieces, compiled=compiled)
    words = [joined[start:end] for start, end in zip(*spans.tolist(), strict=True)]
    found: Ints = np.array([forms.get(form, 0) for form in find_forms(words)], np.intp)
    marked = found != 0
    (starts, stops), found = spans[:, marked], found[marked]
    after: Ints = np.array([0, *accumulate(map(len, read))], np.intp)
    owners = after.searchsorted(starts, "right") - 1
    counts = np.bincount(owners, minlength=len(texts))
    counts[[not own for own in pieces]] = -1
    begun = after[owners]
    return MarkRow(starts - begun, stops - begun, found, counts)


def _part(marks: Iterable[Mark], lengths: Iterable[int], between: int) -> Iterator[list[Mark]]:
    """The marks of each text, from those of all in a row, with so many characters between two."""
    rest = iter(marks)
    mark = next(rest, None)
    first = 0
    for last in accumulate(lengths, lambda total, length: total + between + length):
        own: list[Mark] = []
        while mark is not None and mark[0] < last:
            own.append((mark[0] - first, mark[1] - first, mark[2]))
            mark = next(rest, None)
        yield own
        first = last + between
