"""The best places of an article's texts to show to a reader."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from searchapp.highlight.marks import find_marks, join_marks
from searchapp.model import Mark, MarkRule, Snippet, Span

_SPACE = re.compile(r"\s+")
MOST_SNIPPETS = 2
SNIPPET_CHARS = 220
LEAD_CHARS = 60
"""At most so much text before a snippet's first match: a reader wants the match, then what follows it."""


def make_snippets(
    fields: Sequence[tuple[str, str]],
    rules: Sequence[MarkRule],
    *,
    max_snippets: int = MOST_SNIPPETS,
    max_chars: int = SNIPPET_CHARS,
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
    for number, own in enumerate(marks):
        for start, end, bits in own:
            every |= bits
            if end - start > max_chars:  # no snippet has room for it
                marks[number] = [mark for mark in own if mark[1] - mark[0] <= max_chars]
    snippets: list[Snippet] = []
    taken: list[_Taken] = []
    shown = 0
    while every and len(snippets) < max_snippets:
        best = _find_best(marks, max_chars, every, shown, taken)
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


def _list_places(number: int, marks: Sequence[Mark], every: int, max_chars: int) -> Iterator[_Place]:
    """For each mark, none longer than `max_chars`, the window of so many characters that begins with it. Marks that
    touch, as those of «الـ17», are not parted.
    """
    after, count = 0, len(marks)
    for first, (start, _, rules) in enumerate(marks):
        while after < count and marks[after][1] - start <= max_chars:
            after += 1
        if first and marks[first - 1][1] == start:
            continue
        last = after
        while first + 1 < last < count and marks[last - 1][1] == marks[last][0]:
            last -= 1
        following = first + 1
        while rules != every and following < last:
            rules |= marks[following][2]
            following += 1
        yield number, start, marks[last - 1][1], rules


def _find_best(
    marks: Sequence[Sequence[Mark]], max_chars: int, every: int, shown: int, taken: Sequence[_Taken]
) -> _Place | None:
    """The place, clear of what is taken, with most rules that are not shown yet, then with most rules; the earliest
    of equal ones. `every` are the rules of all marks.
    """
    best: _Place | None = None
    best_worth = (-1, -1)
    tried: set[int] = set()
    for number, own in enumerate(marks):
        # Most often one of the first has all rules, so the others are not looked at.
        for place in _list_places(number, own, every, max_chars):
            rules = place[3]
            if rules in tried or (taken and _overlaps(place, taken)):
                continue
            if rules == every:
                return place
            tried.add(rules)
            worth = (rules & ~shown).bit_count(), rules.bit_count()
            if worth > best_worth:
                best, best_worth = place, worth
    return best


def _overlaps(place: _Place, taken: Sequence[_Taken]) -> bool:
    number, least, most, _ = place
    for text_number, start, end in taken:  # noqa: SIM110  # to begin `any` takes longer than all of this
        if text_number == number and least < end and start < most:
            return True
    return False


def _cut_marks(marks: Sequence[Mark], start: int, end: int) -> tuple[Span, ...]:
    """The marks inside a piece, counted from its beginning."""
    first = bisect_left(marks, (start,))
    last = bisect_left(marks, (end,), first)
    inside = [(at - start, to - start, bits) for at, to, bits in marks[first:last] if to <= end]
    return join_marks(inside)


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
    lead = max(min(LEAD_CHARS, spare // 2), spare - (ceiling - most))
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
    piece = text[least:most]
    if most < len(text) and piece and not text[most].isspace() and not piece[-1].isspace():
        kept = piece.rsplit(None, 1)  # what is left of the last gap
        return least + len(kept[0]) if len(kept) > 1 else least
    return least + len(piece.rstrip())


def _begin(fields: Sequence[tuple[str, str]], max_chars: int) -> tuple[Snippet, ...]:
    for field, text in fields:
        start = len(text) - len(text.lstrip())
        if start < len(text):
            end = _cut_right(text, start, min(len(text), start + max_chars))
            # One run without a space that is longer than a snippet: cut it rather than show nothing.
            piece = text[start:end] or text[start : start + max_chars]
            return (Snippet(field, piece, ()),)
    return ()
