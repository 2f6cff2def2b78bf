"""What a search that finds little is offered: other queries that may have been meant, and wider ways to ask its own.

All of it is offered, never taken, and each offer says how many articles it finds, with the same filters.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from searchapp import arabic
from searchapp.engines.base import Reader
from searchapp.errors import BadRequestError, DeadlineError
from searchapp.model import Proposal, SearchRequest
from searchapp.remembering import Memo
from searchapp.suggesting import FEW_HITS, Suggester
from searchapp.understood import Understood

MOST_PROPOSALS = 3
_MEMO_OFFERS = 2_000

Look = Callable[[Reader, SearchRequest, float], tuple[Understood, int]]
"""A request, answered by a deadline: how it was understood and how many articles it finds."""


@dataclass(frozen=True, slots=True)
class Offers:
    """As the fields of a result page of these names; `late` as `offers_late`."""

    did_you_mean: tuple[Proposal, ...] = ()
    any_total: int = 0
    wide_total: int = 0
    late: bool = False


class Offerer:
    """Makes the offers of one service, and remembers them for a generation. Threads may share it."""

    def __init__(self, suggester: Suggester, look: Look) -> None:
        self._suggester = suggester
        self._look = look
        self._proposed: Memo[SearchRequest, tuple[Proposal, ...]] = Memo(_MEMO_OFFERS)
        self._counted: Memo[SearchRequest, tuple[int, int]] = Memo(_MEMO_OFFERS)

    def make_offers(
        self, reader: Reader, request: SearchRequest, understood: Understood, total: int, deadline: float
    ) -> Offers:
        """What is offered beside a request that finds `total` articles; nothing where these are enough and have each
        word as typed, where no word is asked for, or where the time (of `time.monotonic`) is up.
        """
        few = total < FEW_HITS
        if not understood.words or time.monotonic() > deadline:
            return Offers(late=few and bool(understood.words))
        proposals: tuple[Proposal, ...] = ()
        any_total = wide_total = 0
        late = False
        try:
            if not few and not self._suggester.doubts(reader, understood, deadline):
                return Offers()
            asked = replace(request, page=1, per_page=1, highlight=False, explain=False)
            if few:
                any_total, wide_total = self._counted.find(
                    reader, asked, lambda: self._count_wider(reader, asked, total, deadline)
                )
            propose = partial(self._propose, reader, asked, understood, total, deadline)
            # What the words of the generation before propose is not remembered for this one.
            knows = self._suggester.knows(reader)
            proposals = self._proposed.find(reader, asked, propose) if knows else propose()
        except DeadlineError:
            # The search itself has its answer by now, so it does not fail for want of time to offer others.
            late = few
        return Offers(proposals, any_total, wide_total, late)

    def _count_wider(self, reader: Reader, request: SearchRequest, total: int, deadline: float) -> tuple[int, int]:
        """How many articles have any of the words where none has all, and how many the widest level finds."""
        any_total = wide_total = 0
        if not total and request.match == "all":
            any_total = self._count(reader, replace(request, match="any"), deadline)
        if request.level == "stem":
            wide_total = self._count(reader, replace(request, level="wide"), deadline)
        return any_total, wide_total if wide_total > total else 0

    def _count(self, reader: Reader, request: SearchRequest, deadline: float) -> int:
        # What asks for too much is no offer; the request itself was answered.
        with contextlib.suppress(BadRequestError):
            return self._look(reader, request, deadline)[1]
        return 0

    def _propose(
        self, reader: Reader, request: SearchRequest, understood: Understood, total: int, deadline: float
    ) -> tuple[Proposal, ...]:
        """Other queries that may have been meant, no two of them with the same stems: they would find the same. Those
        beside few articles find more; many may be those of a wrong word, so what is beside these need not.
        """
        few = total < FEW_HITS
        own = tuple(map(reader.stem, arabic.index_terms(request.q)))
        seen: set[tuple[str, ...]] = set()
        found: list[Proposal] = []
        for q in self._suggester.propose(reader, understood, deadline, found=not few):
            stems = tuple(map(reader.stem, arabic.index_terms(q)))
            if stems == own and not few:
                # The same words in another form, which are found, are likelier than what follows.
                break
            if stems in seen:
                continue
            seen.add(stems)
            # A guess that cannot be asked is none.
            with contextlib.suppress(BadRequestError):
                meant, count = self._look(reader, replace(request, q=q), deadline)
                if count > (total if few else 0) and _tell_frame(meant) == _tell_frame(understood):
                    found.append(Proposal(q, count))
            if len(found) == MOST_PROPOSALS:
                break
        return tuple(replace(each, q=self._suggester.respell(reader, request.q, each.q)) for each in found)


def _tell_frame(understood: Understood) -> tuple[object, ...]:
    """What a query leaves out, the fields that it looks in, and its operators: what was meant by a word changes none
    of these.
    """
    return (
        [(each.clause.kind, each.clause.exact, each.clause.field) for each in understood.excluded],
        {clause.field for clause in understood.words},
        [each.operator for each in understood.operators],
    )
