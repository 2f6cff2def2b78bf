"""Where a query's words stand in an article's original text: marks, and snippets from the best places.

Texts are analyzed as the index analyzed them, once each, so a mark is always a whole token of the original text,
vowel marks included. The work is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from searchapp.arabic import (
    FUZZY_PREFIX_CHARS,
    NO_FORMS,
    find_forms,
    find_near_places,
    select_like,
    select_near,
    split_words,
)
from searchapp.fields import TEXT_FIELDS
from searchapp.model import Mark, MarkRule, Snippet, Span

_DEFAULT_FIELDS = frozenset(field.name for field in TEXT_FIELDS if field.by_default)
_SPACE = re.compile(r"\s+")
MARKED_CHARS = 500_000
"""Marks are looked for in so much of a text: a crawler's dump of megabytes must not hold a request up."""
_LEAD_CHARS = 60
"""At most so much text before a snippet's first match: a reader wants the match, then what follows it."""

_Rule = tuple[int, MarkRule]
"""A rule and its bit."""
_Forms = tuple[str, str]
"""The exact form and the stem of a token."""
_RulesByTerm = dict[str, list[_Rule]]
_Table = tuple[_RulesByTerm, _RulesByTerm, list[_Rule], list[_Rule]]
"""The rules by the stem, or by the exact form, of their first token; the prefixes of one token; and those that look
at all tokens of a text: wildcards, fuzzy words, and phrases whose words may stand apart."""


class MarkRules(tuple[MarkRule, ...]):
    """Rules that are sorted once for each field, however many texts they mark. Everything here takes any rules."""

    def __init__(self, rules: Iterable[MarkRule]) -> None:
        self._tables: dict[str, _Table | None] = {}

    def find_table(self, field: str) -> _Table | None:
        """The rules that hold for a field, or None where none does."""
        if field not in self._tables:
            chosen = select_rules(field, self)
            self._tables[field] = _sort_rules(chosen) if chosen else None
        return self._tables[field]


def mark_text(field: str, text: str, rules: Sequence[MarkRule]) -> tuple[Span, ...]:
    """The words of a field's text that the rules mark: whole words, in order, none overlapping.

    A phrase marks each of its words, and only where they stand in its order as near as it asks. () where nothing
    matches.
    """
    return tuple([(start, end) for start, end, _ in find_marks(field, text, rules)])


def find_marks(field: str, text: str, rules: Sequence[MarkRule]) -> list[Mark]:
    """The same words, and which of the rules mark each."""
    table = (rules if isinstance(rules, MarkRules) else MarkRules(rules)).find_table(field)
    return _find_marks(text, table) if table else []


def select_rules(field: str, rules: Iterable[MarkRule]) -> list[tuple[int, MarkRule]]:
    """The rules that hold for a field, each with its bit."""
    by_default = field in _DEFAULT_FIELDS
    return [
        (1 << number, rule)
        for number, rule in enumerate(rules)
        if (by_default if rule.fields is None else field in rule.fields)
    ]


def make_snippets(
    fields: Sequence[tuple[str, str]],
    rules: Sequence[MarkRule],
    *,
    max_snippets: int = 2,
    max_chars: int = 220,
    known: Mapping[str, Sequence[Mark]] | None = None,
) -> tuple[Snippet, ...]:
    """The places that say most about the match, best first: exact pieces of the (field, text) pairs.

    The best place holds most rules that no better one shows, then most rules; the earliest wins a tie. Snippets of
    one text never overlap. They hold at most `max_chars` characters and are cut at spaces where there are any.
    Where nothing matches: the beginning of the first text that is not blank, without marks; () when all are.
    `known` may give the marks of a field that has one text, as `find_marks` would find them.
    """
    marks = [known[field] if known and field in known else find_marks(field, text, rules) for field, text in fields]
    every = 0
    for own in marks:
        for _, _, bits in own:
            every |= bits
    places = [place for number, own in enumerate(marks) for place in _list_places(number, own, every, max_chars)]
    snippets: list[Snippet] = []
    taken: list[_Taken] = []
    shown = 0
    while len(snippets) < max_snippets:
        best = _find_best(places, every, shown, taken)
        if best is None:
            break
        number, least, most, bits = best
        field, text = fields[number]
        start, end = _widen(text, least, most, max_chars, [span for span in taken if span[0] == number])
        taken.append((number, start, end))
        shown |= bits
        snippets.append(Snippet(field, text[start:end], _cut_marks(marks[number], start, end)))
    return tuple(snippets) or _begin(fields, max_chars)[:max_snippets]


_Place = tuple[int, int, int, int]
"""A window over the marks of one text, before context is put around it: the text's number, start, end, and the rules
of the marks inside."""
_Taken = tuple[int, int, int]
"""A snippet: its text's number, its start and end."""


def _find_marks(text: str, table: _Table) -> list[Mark]:
    if len(text) > MARKED_CHARS:
        text = text[: text.rfind(" ", 0, MARKED_CHARS) + 1]
    words, lengths = split_words(text)
    forms = find_forms(words)
    kept: Sequence[int] = range(len(forms))
    if NO_FORMS in forms:  # no token, so it does not stand between two words of a phrase
        kept = [place for place, form in enumerate(forms) if form[0]]
        forms = [form for form in forms if form[0]]
    by_stem, by_exact, prefixes, others = table
    found: dict[int, int] = {}
    for bit, rule in others:
        for index in _find_places([exact for exact, _ in forms], rule):
            found[index] = found.get(index, 0) | bit
    for place in _find_starts(forms, by_stem, by_exact, prefixes):
        exact, stem = forms[place]
        for bit, rule in (*by_stem.get(stem, ()), *by_exact.get(exact, ()), *prefixes):
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
        if rule.form in ("wildcard", "fuzzy") or rule.distance > 1:
            others.append((bit, rule))
        elif rule.form == "prefix" and len(rule.terms) == 1:
            prefixes.append((bit, rule))
        else:
            (by_stem if rule.form == "stem" else by_exact).setdefault(rule.terms[0], []).append((bit, rule))
    return by_stem, by_exact, prefixes, others


def _find_places(words: Sequence[str], rule: MarkRule) -> Iterable[int]:
    """The tokens, by their exact forms, that a rule marks which is looked up by no term."""
    if rule.form == "exact":
        return find_near_places(words, rule.terms, rule.distance)
    different = list(set(words))
    if rule.form == "wildcard":
        chosen = set(select_like(different, rule.terms[0]))
    else:
        chosen = set(select_near(different, rule.terms[0], rule.distance, FUZZY_PREFIX_CHARS))
    return [place for place, word in enumerate(words) if word in chosen]


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


def _list_places(number: int, marks: Sequence[Mark], every: int, max_chars: int) -> list[_Place]:
    """For each mark, the window of at most `max_chars` that begins with it. Longer marks are left out."""
    if any(end - start > max_chars for start, end, _ in marks):
        marks = [mark for mark in marks if mark[1] - mark[0] <= max_chars]
    places = []
    after, count = 0, len(marks)
    for first, (start, _, rules) in enumerate(marks):
        while after < count and marks[after][1] - start <= max_chars:
            after += 1
        following = first + 1
        while following < after and rules != every:
            rules |= marks[following][2]
            following += 1
        places.append((number, start, marks[after - 1][1], rules))
    return places


def _find_best(places: Sequence[_Place], every: int, shown: int, taken: Sequence[_Taken]) -> _Place | None:
    """The place, clear of what is taken, with most rules that are not shown yet, then with most rules; the earliest
    of equal ones. `every` are the rules of all marks.
    """
    best: _Place | None = None
    best_worth = (-1, -1)
    tried: set[int] = set()
    for place in places:
        rules = place[3]
        if rules in tried or (taken and _overlaps(place, taken)):
            continue
        tried.add(rules)
        worth = (rules & ~shown).bit_count(), rules.bit_count()
        if worth > best_worth:
            best, best_worth = place, worth
        if rules == every:
            break
    return best


def _overlaps(place: _Place, taken: Sequence[_Taken]) -> bool:
    number, least, most, _ = place
    return any(text_number == number and least < end and start < most for text_number, start, end in taken)


def _cut_marks(marks: Sequence[Mark], start: int, end: int) -> tuple[Span, ...]:
    """The marks inside a piece, counted from its beginning."""
    first = bisect_left(marks, (start,))
    last = bisect_left(marks, (end,), first)
    return tuple([(at - start, to - start) for at, to, _ in marks[first:last] if to <= end])


def _widen(text: str, least: int, most: int, max_chars: int, taken: Sequence[_Taken]) -> Span:
    """What stands from `least` to `most` with text around it, up to `max_chars`, cut at spaces and clear of the
    snippets taken before.
    """
    floor, ceiling = 0, len(text)
    for _, start, end in taken:
        if end <= least:
            floor = max(floor, end)
        else:
            ceiling = min(ceiling, start)
    spare = max_chars - (most - least)
    # Near the end of the text, what is not needed after the match goes before it.
    lead = max(min(_LEAD_CHARS, spare // 2), spare - (ceiling - most))
    start = _cut_left(text, max(floor, least - lead), least)
    return start, _cut_right(text, most, min(ceiling, start + max_chars))


def _cut_left(text: str, least: int, most: int) -> int:
    """The first beginning of a run of non-spaces from `least` on; `most` where there is none."""
    if least == 0 or text[least - 1].isspace():
        gap = _SPACE.match(text, least, most)
        return gap.end() if gap else least
    gap = _SPACE.search(text, least, most)
    return gap.end() if gap else most


def _cut_right(text: str, least: int, most: int) -> int:
    """The last end of a run of non-spaces up to `most`; `least` where there is none."""
    end = most
    if most < len(text) and not text[most].isspace():
        while end > least and not text[end - 1].isspace():
            end -= 1
    while end > least and text[end - 1].isspace():
        end -= 1
    return end


def _begin(fields: Sequence[tuple[str, str]], max_chars: int) -> tuple[Snippet, ...]:
    for field, text in fields:
        start = len(text) - len(text.lstrip())
        if start < len(text):
            end = _cut_right(text, start, min(len(text), start + max_chars))
            # One run without a space that is longer than a snippet: cut it rather than show nothing.
            piece = text[start:end] or text[start : start + max_chars]
            return (Snippet(field, piece, ()),)
    return ()
