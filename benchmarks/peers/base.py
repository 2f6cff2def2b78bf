"""What every peer is: it builds an index from rows of ready tokens, opens it, and answers questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

Kind = Literal["or", "and", "phrase", "prefix"]
KINDS: tuple[Kind, ...] = ("or", "and", "phrase", "prefix")

HITS = 10
TITLE_BOOST = 3.0
FACET_VALUES = 50


class Row(NamedTuple):
    """One article as every peer gets it. The terms are stems with one space between them."""

    id: str
    title: str
    body: str
    source: str
    """Empty for unknown."""
    month: int
    """YYYYMM, 0 for unknown."""
    title_terms: str
    body_terms: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `terms` are stems (one beginning of a stem for "prefix"); `text` is the same question
    as a reader of the product would type it.
    """

    kind: Kind
    terms: tuple[str, ...]
    text: str


class Answer(NamedTuple):
    """`hits` are (id, title), read from what is stored. `facets` are in the peer's own shape, None for none."""

    total: int
    hits: list[tuple[str, str]]
    facets: Any


class Session(Protocol):
    """An open index."""

    def prepare(self, question: Question) -> Any:
        """The question in the peer's own words; not timed."""

    def ask(self, prepared: Any, facets: bool) -> Answer:
        """The ten best articles, the exact total and, where asked for, the two facets; timed."""

    def count_sources(self, answer: Answer) -> dict[str, int]:
        """The facet of sources in one shape for all peers, so that they can be compared; not timed."""


class Peer(Protocol):
    """One search engine."""

    name: str
    note: str
    """What a reader of the figures has to know, or nothing."""
    index: str
    """Peers of one `index` search the same one, which the peer of that name builds."""
    same_answers: bool
    """Whether its totals are to equal the others'."""

    def build(self, rows: Iterable[Row], folder: Path) -> None:
        """Make a durable index of the rows."""

    def open(self, folder: Path) -> Session:
        """Open it for searching."""
