"""The query as a small tree of its own, before any engine's terms: leaves, joins and negations.

The three constructors `join_all`, `join_any` and `negate` keep it normal: joins of one kind are flat and
hold no part twice, a negation stands last in its join, and a join of one part is that part. So queries
that mean the same by these rules give equal trees.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from searchapp.arabic import bare_form, is_homograph, is_stop_word
from searchapp.understood import ClauseKind

LeafKind: TypeAlias = ClauseKind | Literal["variant"]


ListStems: TypeAlias = Callable[[str], Sequence[str]]
"""A stem → other stems of its skeleton."""


class Spelling(NamedTuple):
    """Another spelling of a word: its words' terms in a form, and how much it counts beside the word itself."""

    form: Literal["exact", "stem"]
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """One clause. `exact` and `stems` are its tokens' terms, or a wildcard's pattern. Words without stems, and those
    of a phrase, are looked for as they stand: their exact forms are vocalized ones. Of a month `names` are its other
    names, whole, with spaces, and `stems` has the stems of each likewise, as `beside` has those of the day that it is
    with the number beside it; of a date there are only the `days`.
    `field` None: the default fields. `distance` is the slop of a phrase and the edits of a fuzzy word.

    `relatives` are the other stems of a word's skeleton, `spellings` other ones of a word; a "variant" is the other
    spellings of two words side by side, which are clauses beside it.

    Where it stands in the query does not make it another clause: `text`, `start` and `end` are not compared.
    """

    kind: LeafKind
    exact: tuple[str, ...]
    stems: tuple[str, ...]
    field: str | None
    days: tuple[int, int] | None = None
    distance: int = 1
    relatives: tuple[str, ...] = ()
    spellings: tuple[Spelling, ...] = ()
    names: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    text: str = dataclasses.field(default="", compare=False)
    start: int = dataclasses.field(default=0, compare=False)
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Join:
    """Two parts or more. `how` says whether all of them or any of them must match."""

    how: Literal["all", "any"]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """Everything that `part` does not match."""

    part: Node


Node: TypeAlias = Leaf | Join | Negation


def join_all(parts: Iterable[Node]) -> Node:
    """What all parts match. `parts` must not be empty. Negations become one, of any of their parts, at the end."""
    flat = _flatten("all", parts)
    positive: list[Node] = [part for part in flat if not isinstance(part, Negation)]
    negative = [part.part for part in flat if isinstance(part, Negation)]
    if negative:
        positive.append(Negation(join_any(negative)))
    return positive[0] if len(positive) == 1 else Join("all", tuple(positive))


def join_any(parts: Iterable[Node]) -> Node:
    """What any part matches. `parts` must not be empty."""
    flat = _flatten("any", parts)
    return flat[0] if len(flat) == 1 else Join("any", tuple(flat))


def negate(node: Node) -> Node:
    """What the node does not match; two negations undo each other."""
    return node.part if isinstance(node, Negation) else Negation(node)


def _flatten(how: Literal["all", "any"], parts: Iterable[Node]) -> list[Node]:
    flat: dict[Node, None] = {}
    for part in parts:
        for inner in part.parts if isinstance(part, Join) and part.how == how else (part,):
            flat.setdefault(inner)
    return list(flat)


def drop_stop_words(parts: Sequence[Node]) -> tuple[list[Node], list[Leaf]]:
    """The parts that count, and the stop words beside them that do not.

    Stop words count when no word beside them (in any of the default fields) is another one.
    """
    kept: list[Node] = []
    dropped: list[Leaf] = []
    for part in parts:
        if isinstance(part, Leaf) and _is_stop_leaf(part):
            dropped.append(part)
        else:
            kept.append(part)
    if dropped and any(_has_bare_word(part) for part in kept):
        return kept, dropped
    return list(parts), []


def is_condition(node: Node) -> bool:
    """Whether every leaf names its field: such a part limits the search rather than being searched for."""
    if isinstance(node, Leaf):
        return node.field is not None
    parts = node.parts if isinstance(node, Join) else (node.part,)
    return all(is_condition(part) for part in parts)


def _is_stop_leaf(leaf: Leaf) -> bool:
    if leaf.kind != "word" or leaf.field is not None or is_homograph(leaf.text):
        return False
    return all(is_stop_word(bare_form(term)) for term in leaf.exact)


def _has_bare_word(node: Node) -> bool:
    if isinstance(node, Leaf):
        return node.field is None and not _is_stop_leaf(node)
    return isinstance(node, Join) and any(_has_bare_word(part) for part in node.parts)
