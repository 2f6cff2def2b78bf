"""What is told of marks with hits, and the snippets of hits, cut out of the bytes of their bodies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from itertools import islice
from typing import NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from searchapp.compiling import can_compile
from searchapp.engines.code_page import SPACES
from searchapp.fields import BODY
from searchapp.highlight import LEAD_CHARS, MOST_SNIPPETS, SNIPPET_CHARS, Ints, MarkRow
from searchapp.model import Mark, Snippet

Bytes = NDArray[np.uint8]

_SPACES = np.frombuffer(SPACES, np.uint8)


class HitMarks(NamedTuple):
    """What an `EngineResult` says of hits under these names."""

    title_marks: tuple[Sequence[Mark] | None, ...] = ()
    body_marks: tuple[Sequence[Mark] | None, ...] = ()
    snippets: tuple[tuple[Snippet, ...] | None, ...] = ()


class Cutter(Protocol):
    """The loop that cuts."""

    def __call__(
        self,
        records: Bytes,
        ends: Ints,
        lengths: Ints,
        spaces: Bytes,
        starts: Ints,
        stops: Ints,
        masks: Ints,
        counts: Ints,
        most: int,
        max_chars: int,
        lead_chars: int,
        /,
    ) -> tuple[Ints, Ints, Ints]:
        """The snippets that `highlight.make_snippets` makes of bodies, given with their marks as a `MarkRow` has
        them: how many each has; start, end and number of marks of each; and start and end of each mark, in it. -1 is
        for a body that is left to the caller: one that is not told how to mark, is blank, or has a mark longer than a
        snippet.

        A body is the end of its record, so many bytes of the code page; `spaces` has 1 for those that are spaces.
        A length of 0 leaves it to the caller too.
        """


@cache
def choose_cutter() -> Cutter | None:
    """The compiled loop, ready to run; None where it cannot be had."""
    if not can_compile():
        return None
    cut = cast(Cutter, import_module("searchapp.engines.snippets_numba").cut_snippets)
    one = np.ones(1, np.intp)
    cut_snippets(cut, ["a"], np.frombuffer(b"a", np.uint8), one, one, MarkRow(one - 1, one, one, one))
    return cut


def cut_snippets(
    cut: Cutter, bodies: Sequence[str], records: Bytes, ends: Ints, lengths: Ints, marks: MarkRow
) -> tuple[tuple[Snippet, ...] | None, ...]:
    """The snippets of each body; None where they are not cut. The rest is as `Cutter` has it."""
    counts, places, spans = cut(records, ends, lengths, _SPACES, *marks, MOST_SNIPPETS, SNIPPET_CHARS, LEAD_CHARS)
    inside = iter(list(zip(*spans.tolist(), strict=True)))
    rows = iter(places.tolist())
    return tuple(
        None
        if count < 0
        else tuple(
            [Snippet(BODY, body[start:end], tuple(islice(inside, held))) for start, end, held in islice(rows, count)]
        )
        for body, count in zip(bodies, counts.tolist(), strict=True)
    )
