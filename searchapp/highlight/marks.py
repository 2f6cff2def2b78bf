"""Which words of a text a query marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from searchapp import arabic
from searchapp.arabic import (
    FUZZY_PREFIX_CHARS,
    SIGN,
    Sieve,
    Stem,
    cut_words,
    find_forms,
    find_near_places,
    find_places,
    select_like,
    select_near,
    split_words,
)
from searchapp.fields import TEXT_FIELDS
from searchapp.model import Mark, MarkRule, Span

_DEFAULT_FIELDS = frozenset(field.name for field in TEXT_FIELDS if field.by_default)
MARKED_CHARS = 500_000
"""Marks are looked for in so much of a text: a crawler's dump of megabytes must not hold a request up."""

_Rule = tuple[int, MarkRule]
"""A rule and its bit."""
_Split = tuple[Sequence[str], Sequence[int]]
"""The words of a text, and the lengths of all its pieces."""
_Forms = tuple[str, str]
"""The exact form and the stem of a token."""
_RulesByTerm = dict[str, list[_Rule]]
_Table = tuple[_RulesByTerm, _RulesByTerm, list[_Rule], list[_Rule]]
"""The rules by the stem, or by the exact form, of their first token; the prefixes of one token; and those that look
at all tokens of a text: wildcards, fuzzy words, vocalized ones, and phrases whose words may stand apart."""

_Bits = tuple[dict[str, int], dict[str, int]]
"""The bits of the rules by a stem, and by an exact form."""
ListForms = Callable[[str], Iterable[str]]
"""All exact forms of a stem that stand in any text."""


class MarkRules(tuple[MarkRule, ...]):
    """Rules that are sorted once for each field, however many texts they mark. Everything here takes any rules."""

    def __new__(
        cls, rules: Iterable[MarkRule], stem: Stem = arabic.stem, list_forms: ListForms | None = None
    ) -> MarkRules:
        """Keep rules, and the stem that theirs are compared with: that of the index which was asked. With
        `list_forms` its forms are looked for instead where they can be: of texts that hold no others.
        """
        return super().__new__(cls, rules)

    def __init__(
        self, rules: Iterable[MarkRule], stem: Stem = arabic.stem, list_forms: ListForms | None = None
    ) -> None:
        self.stem = stem
        self._list_forms = list_forms
        self._tables: dict[str, _Table | None] = {}
        self._bits: dict[str, _Bits | None] = {}
        self._sieves: dict[str, Sieve] = {}

    def find_table(self, field: str) -> _Table | None:
        """The rules that hold for a field, or None where none does."""
        if field not in self._tables:
            chosen = select_rules(field, self)
            self._tables[field] = _sort_rules(chosen) if chosen else None
        return self._tables[field]

    def find_bits(self, field: str) -> _Bits | None:
        """The same for a field where each rule is looked up by its one term, or None where some are not."""
        if field not in self._bits:
            table = self.find_table(field)
            self._bits[field] = _join_bits(table, self._list_forms) if table else None
        return self._bits[field]

    def find_sieve(self, field: str, forms: Iterable[str]) -> Sieve:
        """What passes the words that may have one of a field's `forms`, all those of its rules."""
        if field not in self._sieves:
            self._sieves[field] = Sieve(forms)
        return self._sieves[field]


def mark_text(field: str, text: str, rules: Sequence[MarkRule]) -> tuple[Span, ...]:
    """The words of a field's text that the rules mark: whole words, in order, none overlapping or touching.

    A phrase marks each of its words, and only where they stand in its order as near as it asks. () where nothing
    matches.
    """
    return join_marks(find_marks(field, text, rules))


def find_marks(field: str, text: str, rules: Sequence[MarkRule], pieces: Sequence[int] = ()) -> list[Mark]:
    """The same words, and which of the rules mark each. `pieces` are the text's lengths as `split_words` gives them,
    where they are known: its words are cut out by them.
    """
    sorted_rules = rules if isinstance(rules, MarkRules) else MarkRules(rules)
    if len(text) > MARKED_CHARS:
        text, pieces = text[: text.rfind(" ", 0, MARKED_CHARS) + 1], ()
    bits = sorted_rules.find_bits(field)
    if bits:
        return find_words(_split(text, pieces), *bits, sorted_rules.stem)
    table = sorted_rules.find_table(field)
    return _find_marks(_split(text, pieces), table, sorted_rules.stem) if table else []


def join_marks(marks: Iterable[Mark]) -> tuple[Span, ...]:
    """What is marked, as places of the text. Words that touch are one to a reader: «الـ17» is two tokens."""
    joined: list[Span] = []
    for start, end, _ in marks:
        if joined and joined[-1][1] == start:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)


def select_rules(field: str, rules: Iterable[MarkRule]) -> list[tuple[int, MarkRule]]:
    """The rules that hold for a field, each with its bit."""
    by_default = field in _DEFAULT_FIELDS
    return [
        (1 << number, rule)
        for number, rule in enumerate(rules)
        if (by_default if rule.fields is None else field in rule.fields)
    ]


def _split(text: str, pieces: Sequence[int]) -> _Split:
    return (cut_words(text, pieces), pieces) if pieces else split_words(text)


def find_words(split: _Split, by_stem: dict[str, int], by_exact: dict[str, int], stem: Stem) -> list[Mark]:
    """What rules of one term each mark: most queries have no other."""
    words, lengths = split
    forms = find_forms(words)
    found: Sequence[int | None]
    if not by_stem:
        found = list(map(by_exact.get, forms))
    elif not by_exact:
        found = list(map(by_stem.get, map(stem, forms)))
    else:
        stems = map(stem, forms)
        found = [by_stem.get(own, 0) | by_exact.get(exact, 0) for own, exact in zip(stems, forms, strict=True)]
    if not any(found):
        return []
    # Before, in and after each word in turn.
    ends = list(accumulate(lengths))
    return [(ends[2 * place], ends[2 * place + 1], bits) for place, bits in enumerate(found) if bits]


def _join_bits(table: _Table, list_forms: ListForms | None) -> _Bits | None:
    by_stem, by_exact, prefixes, others = table
    looked_up = [rule for rules in (*by_stem.values(), *by_exact.values()) for _, rule in rules]
    if prefixes or others or any(len(rule.terms) > 1 or rule.form == "prefix" for rule in looked_up):
        return None
    stems = {term: sum(bit for bit, _ in rules) for term, rules in by_stem.items()}
    forms = {term: sum(bit for bit, _ in rules) for term, rules in by_exact.items()}
    if list_forms is None:
        return stems, forms
    for stem, bits in stems.items():
        for form in list_forms(stem):
            forms[form] = forms.get(form, 0) | bits
    return {}, forms


def _find_marks(split: _Split, table: _Table, stem: Stem) -> list[Mark]:
    words, lengths = split
    exact_forms = find_forms(words)
    kept: Sequence[int] = range(len(exact_forms))
    if "" in exact_forms:  # no token, so it does not stand between two words of a phrase
        kept = [place for place, form in enumerate(exact_forms) if form]
        exact_forms = list(filter(None, exact_forms))
        words = [words[place] for place in kept]
    by_stem, by_exact, prefixes, others = table
    forms = list(zip(exact_forms, map(stem, exact_forms) if by_stem else exact_forms, strict=True))
    found: dict[int, int] = {}
    for bit, rule in others:
        for index in _find_places(exact_forms, words, rule):
            found[index] = found.get(index, 0) | bit
    for place in _find_starts(forms, by_stem, by_exact, prefixes):
        exact, own = forms[place]
        for bit, rule in (*by_stem.get(own, ()), *by_exact.get(exact, ()), *prefixes):
            if _matches(forms, place, rule):
                for index in range(place, place + len(rule.terms)):
                    found[index] = found.get(index, 0) | bit
    if not found:
        return []
    # Before, in and after each word in turn.
    ends = list(accumulate(lengths))
    return [(ends[2 * kept[index]], ends[2 * kept[index] + 1], bits) for index, bits in sorted(found.items())]


def _sort_rules(rules: Sequence[_Rule]) -> _Table:
    by_stem: _RulesByTerm = {}
    by_exact: _RulesByTerm = {}
    prefixes: list[_Rule] = []
    others: list[_Rule] = []
    for bit, rule in rules:
        vocalized = rule.form == "exact" and any(SIGN in term for term in rule.terms)
        if rule.form in ("wildcard", "fuzzy") or rule.distance > 1 or vocalized:
            others.append((bit, rule))
        elif rule.form == "prefix" and len(rule.terms) == 1:
            prefixes.append((bit, rule))
        else:
            (by_stem if rule.form == "stem" else by_exact).setdefault(rule.terms[0], []).append((bit, rule))
    return by_stem, by_exact, prefixes, others


def _find_places(forms: Sequence[str], words: Sequence[str], rule: MarkRule) -> Iterable[int]:
    """The tokens, as exact forms and as they stand, that a rule marks which is looked up by no term."""
    if rule.form == "exact":
        return find_near_places([find_places(term, forms, words) for term in rule.terms], rule.distance)
    different = list(set(forms))
    if rule.form == "wildcard":
        chosen = set(select_like(different, rule.terms[0]))
    else:
        chosen = set(select_near(different, rule.terms[0], rule.distance, FUZZY_PREFIX_CHARS))
    return [place for place, form in enumerate(forms) if form in chosen]


def _find_starts(
    forms: Sequence[_Forms], by_stem: _RulesByTerm, by_exact: _RulesByTerm, prefixes: Sequence[_Rule]
) -> list[int]:
    """The tokens at which some rule may begin: one look-up each for the many at which none does."""
    if prefixes:
        beginnings = tuple(rule.terms[0] for _, rule in prefixes)
        return [
            place
            for place, (exact, stem) in enumerate(forms)
            if stem in by_stem or exact in by_exact or exact.startswith(beginnings)
        ]
    if by_exact:
        return [place for place, (exact, stem) in enumerate(forms) if stem in by_stem or exact in by_exact]
    return [place for place, (_, stem) in enumerate(forms) if stem in by_stem]


def _matches(forms: Sequence[_Forms], place: int, rule: MarkRule) -> bool:
    terms = rule.terms
    if len(terms) == 1 and rule.form != "prefix":
        return True  # it was looked up by this term
    here = forms[place : place + len(terms)]
    if len(here) < len(terms):
        return False
    if rule.form == "stem":
        return all(stem == term for (_, stem), term in zip(here, terms, strict=True))
    if rule.form == "prefix" and not here[-1][0].startswith(terms[-1]):
        return False
    whole = len(terms) - (rule.form == "prefix")
    return all(here[step][0] == terms[step] for step in range(whole))
