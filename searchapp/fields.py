"""The table of searchable fields and of the forms in which their words are indexed.

An index holds one term list for each pair of field and form (`title_exact`, `title_stem`, …) over the same
token positions. The query floor turns a word into leaves over these names; the engines fill them. A new form
or field is one more row here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from searchapp.model import Document

EXACT = "exact"
STEM = "stem"
DERIVED_FORMS = (STEM,)
"""What each exact form has one of."""
FORMS = (EXACT, *DERIVED_FORMS)

VOCALIZED = "vocalized"
"""The form of words that were written with vowels (`searchapp.arabic.vocalized`): its lists have no other words. A
query never names it: vocalized terms are terms of the exact form."""
LISTED_FORMS = (*FORMS, VOCALIZED)

FORM_WEIGHTS = {EXACT: 0.5, STEM: 1.0}
"""What a match by this form weighs in the score. A word that matches exactly also matches by its stem, so where all
else is equal it ranks above one that matches by the stem alone."""

STEP = 100.0
"""What is added to the score for each form by which a query's only word is found, so that an article which has it as
typed stands above all others, and one that has its stem above those with other spellings alone: more than all else
that one word adds, a word of a single article among a hundred million included. Beside other words there are no
steps: one word would decide over all of them."""

DATE_STEP = 20.0
"""What is added to the score where the day and the month that were asked for stand side by side: more than they add
apart, in other dates."""

WIDE_WEIGHT = 0.3
"""What the score is weighed by of all stems that a word stands for at the widest level, its own among them, as one
word. It comes on top of the word's own, so its relatives and other spellings rank lower, all else being equal."""
RELATIVE_SHARE = 0.5
"""How often a stem counts there that shares the word's skeleton alone."""

KIN_WEIGHT = 0.8
"""What the score is weighed by of a word and its kin, as one word, where the best hits are looked at again. It comes
on top of the word's own there too, so kin alone weigh less."""

BODY = "body"
"""The field of long texts: engines may keep where its words stand, so that a snippet needs no new analysis."""

VALUE_GAP = 100
"""Positions left free between two values of one field, so that no phrase runs across them."""

DATE = "date"
"""The numeric field: a day as the integer YYYYMMDD, 0 for unknown."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A field whose words are indexed. `read` gives its values in order, none empty."""

    name: str
    weight: float
    """How often a word of this field counts, where one of the body counts once."""
    by_default: bool
    """Whether a word without a field name is looked for here."""
    read: Callable[[Document], tuple[str, ...]]


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


TEXT_FIELDS: tuple[TextField, ...] = (
    TextField("title", 2.0, True, lambda document: _one(document.title)),
    TextField(BODY, 1.0, True, lambda document: _one(document.body)),
    TextField("captions", 0.8, True, lambda document: document.captions),
    TextField("tags", 1.5, True, lambda document: document.tags),
    TextField("source", 1.0, False, lambda document: _one(document.source)),
    TextField("author", 1.0, False, lambda document: _one(document.author)),
)


@cache
def term_field(name: str, form: str) -> str:
    """The index's name for one form of one field.

    >>> term_field("title", STEM)
    'title_stem'
    """
    return f"{name}_{form}"


def day_number(year: int, month: int, day: int) -> int:
    """A day as the integer that the `date` field holds.

    >>> day_number(2023, 9, 5)
    20230905
    """
    return year * 10000 + month * 100 + day
