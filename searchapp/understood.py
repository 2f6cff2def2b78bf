"""How a query was understood, as frozen structs: what the API answers and the pages show of it.

Places in the query are characters as typed, end exclusive.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Match = Literal["all", "any"]
Level = Literal["exact", "stem", "wide"]
"""What a word finds: itself alone, with its letters folded; every word of its stem; or also those of stems with its
stem's skeleton, and other spellings of it.
"""
ClauseKind = Literal["word", "phrase", "prefix", "wildcard", "fuzzy", "month", "date"]
"""A month is the other ways to write one, beside the word itself."""
OperatorName = Literal["AND", "OR", "NOT"]


class Clause(Struct, frozen=True):
    """One thing that a query asks for, or leaves out. It stands from `start` to before `end`, quotes and star
    included; `text` is what stands there without them.

    `exact` are its exact forms with spaces between them, a pattern, or a date's days in ISO 8601; `stem` its stems
    likewise, None where they do not count. Of a month `names` are its other names and dates, folded, and the two are
    "" and None. `field` None: the usual ones. `distance` is the number after `~`, None without one. `required`:
    whether every hit has it.
    """

    text: str
    kind: ClauseKind
    start: int
    end: int
    exact: str
    stem: str | None = None
    names: tuple[str, ...] = ()
    field: str | None = None
    distance: int | None = None
    required: bool = False


class Exclusion(Struct, frozen=True):
    """A clause that no hit has. `rest` asks without leaving it out, and the same otherwise; None where that takes
    more than to cut the clause out of the query.
    """

    clause: Clause
    rest: str | None = None


class Operator(Struct, frozen=True):
    """An operator, as typed, and which of the three it is."""

    text: str
    operator: OperatorName


class Respelt(Struct, frozen=True):
    """A word (or two) of the query as typed, and its other spellings, the surest first."""

    text: str
    forms: tuple[str, ...]


class Understood(Struct, frozen=True):
    """A query's account, each part in the query's order. `excluded` is what no hit has: what an alternative alone
    leaves out stands in neither list. `ignored` are the codes of what was repaired or left out. `respelt` are looked
    for where `respelt_applied` says so.
    """

    q: str
    match: Match = "all"
    level: Level = "stem"
    words: tuple[Clause, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    operators: tuple[Operator, ...] = ()
    ignored: tuple[str, ...] = ()
    respelt: tuple[Respelt, ...] = ()
    respelt_applied: bool = False
