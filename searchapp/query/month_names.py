"""A month in a query also stands for its names in other countries, at a lower weight: أيلول finds سبتمبر, and 9/2014
finds both beside the year, as أيلول 2014 finds 9/2014.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from searchapp.arabic import (
    MONTHS,
    Stem,
    Token,
    find_full_name,
    fold_text,
    list_ordinary_months,
    list_other_names,
    number_months,
)
from searchapp.errors import BadDateError
from searchapp.query.dates import parse_days
from searchapp.query.language import Kind, Lexeme

_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_NUMBERS = re.compile(r"\d+([/.-])\d+(\1\d+)?")
"""A date in digits, or what looks like one."""
_MONTH = "شهر"


def add_month_names(lexemes: Sequence[Lexeme], stem: Stem) -> list[Lexeme]:
    """Tidy lexemes with `(name OR others)` for each month's name, and `(one AND two OR others)` for one of two words.

    Not in quotes, nor where it is excluded: there it means what was typed. A name that is an ordinary word too
    (آب, ماي) counts only beside a day or a year. A month or a day in digits (9/2014, 15/9/2014) also stands for the
    month's names beside its numbers, and for the other ways to write it in digits; so does a name before a year, with
    a day before it or without. Numbers without a year are no date: too many other things look so. Two names of one
    month as one word («يوليو/تموز») are that month, and so is «شهر 7».
    """
    result: list[Lexeme] = []
    excluded = _list_excluded(lexemes)
    place = 0
    while place < len(lexemes):
        taken, names = (0, ()) if excluded[place] else _read_month(lexemes, place, stem)
        if taken:
            days = _list_days(lexemes, place, taken, stem)
            result.extend(_make_choice(lexemes[place : place + taken], names, days))
        else:
            result.append(lexemes[place])
        place += taken or 1
    return result


def _read_month(lexemes: Sequence[Lexeme], place: int, stem: Stem) -> tuple[int, tuple[str, ...]]:
    """How many lexemes from `place` on are a month (0: they are none), and how else it is written."""
    lexeme = lexemes[place]
    written = _read_digits(lexeme)
    if not written and _is_day(_read_number(lexeme)):
        taken, name = _read_name(lexemes, place + 1, stem)
        dates = _list_dates(lexemes, place + 1, taken, name)
        # Where the day stands as it is typed, it needs no date to be found.
        written = tuple(date for date in dates if lexeme.tokens[0].exact not in date.split())
    if written:
        return 1, written
    taken, name = _read_name(lexemes, place, stem)
    if not taken:
        return _read_numbered(lexemes, place, stem)
    # What was typed finds the name itself, unless it is two names as one: «يوليو/تموز».
    words = sum(len(each.tokens) for each in lexemes[place : place + taken])
    itself = (find_full_name(name),) if words > len(name.split()) else ()
    # The full name of «Sep/September» is the other one too.
    return taken, tuple(dict.fromkeys((*itself, *list_other_names(name), *_list_dates(lexemes, place, taken, name))))


def _read_numbered(lexemes: Sequence[Lexeme], place: int, stem: Stem) -> tuple[int, tuple[str, ...]]:
    """The same for «شهر 9»: its names, and where a year stands behind it, its dates in digits."""
    word, *behind = lexemes[place : place + 2]
    month = _read_number(behind[0]) if behind else 0
    if word.kind is not Kind.WORD or [stem(token.exact) for token in word.tokens] != [_MONTH] or not 1 <= month <= 12:
        return 0, ()
    name = fold_text(MONTHS[month - 1][0])
    return 2, (name, *list_other_names(name), *_list_dates(lexemes, place, 2, name))


def _read_digits(lexeme: Lexeme) -> tuple[str, ...]:
    """A month, or a day, in digits with each name of the month, and in digits otherwise; () for all else."""
    if lexeme.kind is not Kind.WORD or not _NUMBERS.fullmatch(lexeme.text):
        return ()
    try:
        first, last = parse_days(lexeme.text)
    except BadDateError:
        return ()
    year, month, day = first // 10_000, first // 100 % 100, first % 100 if first == last else 0
    if not _is_year(year):
        return ()
    before = f"{day} " if day else ""
    named = [f"{before}{fold_text(name)} {year}" for name in MONTHS[month - 1]]
    own = " ".join(token.exact for token in lexeme.tokens)
    return tuple(date for date in (*named, *_write_digits(year, month, day)) if date != own)


def _list_dates(lexemes: Sequence[Lexeme], place: int, taken: int, name: str) -> Iterable[str]:
    """A month's name and the numbers beside it, in digits; () where no year stands behind the name."""
    behind = lexemes[place + taken : place + taken + 1] if taken else ()
    year = _read_number(behind[0]) if behind else 0
    if not _is_year(year):
        return ()
    day = _read_number(lexemes[place - 1]) if place else 0
    return _write_digits(year, number_months()[name], day if _is_day(day) else 0)


def _write_digits(year: int, month: int, day: int) -> Iterable[str]:
    """A day, or (day 0) a month, in the orders in which it is written in digits, as the words that its signs part."""
    months = dict.fromkeys((f"{month}", f"{month:02}"))
    if day:
        days = dict.fromkeys((f"{day}", f"{day:02}"))
        first = [f"{one} {other} {year}" for one in days for other in months]
        return (*first, *dict.fromkeys((f"{year} {month} {day}", f"{year} {month:02} {day:02}")))
    # A year and one digit behind it are more often two numbers: "in 2013 (3 June)".
    return (*(f"{other} {year}" for other in months), f"{year} {month:02}")


def _read_name(lexemes: Sequence[Lexeme], place: int, stem: Stem) -> tuple[int, str]:
    """How many lexemes from `place` on are a month's name (0: they are none), and the name as the table has it."""
    words = [lexeme.tokens for lexeme in lexemes[place : place + 2] if lexeme.kind is Kind.WORD]
    if place >= len(lexemes) or lexemes[place].kind is not Kind.WORD:
        return 0, ""
    months = number_months()
    for count in range(len(words), 0, -1):
        tokens = [token for some in words[:count] for token in some]
        for name in (" ".join(token.exact for token in tokens), stem(tokens[0].exact) if len(tokens) == 1 else ""):
            if name in months and (name not in list_ordinary_months() or _is_dated(lexemes, place, count)):
                return count, name
        if name := _read_doubled([token.exact for token in tokens]):
            return count, name
    return 0, ""


def _read_doubled(words: Sequence[str]) -> str:
    """The first of two names of one month that stand together, as newspapers write it; "" for all else."""
    months = number_months()
    for place in range(1, len(words)):
        first, second = " ".join(words[:place]), " ".join(words[place:])
        if first in months and months[first] == months.get(second):
            return first
    return ""


def _is_dated(lexemes: Sequence[Lexeme], place: int, count: int) -> bool:
    neighbours = (*lexemes[max(place - 1, 0) : place], *lexemes[place + count : place + count + 1])
    return any(_is_day(number) or _is_year(number) for number in map(_read_number, neighbours))


def _read_number(lexeme: Lexeme) -> int:
    """The number of at most four digits that a lexeme is; 0 for all else."""
    if lexeme.kind is not Kind.WORD or len(lexeme.tokens) != 1:
        return 0
    number = lexeme.tokens[0].exact
    return int(number) if len(number) <= 4 and number.isdecimal() else 0


def _is_day(number: int) -> bool:
    return 1 <= number <= 31


def _is_year(number: int) -> bool:
    return _FIRST_YEAR <= number <= _LAST_YEAR


def _list_days(lexemes: Sequence[Lexeme], place: int, taken: int, stem: Stem) -> tuple[str, ...]:
    """The day that a month's name is with the number beside it, by each of its names, and with a year behind also in
    digits; () where no day stands beside it, and where it is none.
    """
    _, name = _read_name(lexemes, place, stem)
    before = _read_number(lexemes[place - 1]) if place else 0
    behind = [*map(_read_number, lexemes[place + taken : place + taken + 2]), 0, 0]
    day, year = (before, behind[0]) if _is_day(before) else (behind[0], behind[1])
    if not name or not _is_day(day):
        return ()
    named = [f"{day} {each}" for each in (name, *list_other_names(name))]
    turned = () if _is_day(before) else (f"{name} {day}",)
    return (*named, *turned, *(_write_digits(year, number_months()[name], day) if _is_year(year) else ()))


def _make_choice(words: Sequence[Lexeme], names: Sequence[str], days: tuple[str, ...]) -> Iterator[Lexeme]:
    start, end = words[0].start, words[-1].end
    yield Lexeme(Kind.OPEN, "(", start, start)
    for number, word in enumerate(words):
        if number:
            yield Lexeme(Kind.AND, "AND", start, start)
        yield word
    yield Lexeme(Kind.OR, "OR", end, end)
    tokens = tuple(Token(other, 0, len(other), other) for other in names)
    yield Lexeme(Kind.MONTH, " ".join(word.text for word in words), start, end, tokens, days=days)
    yield Lexeme(Kind.CLOSE, ")", end, end)


def _list_excluded(lexemes: Sequence[Lexeme]) -> list[bool]:
    """For each lexeme whether an odd number of negations holds for it."""
    excluded: list[bool] = []
    outer = [False]
    pending = False
    for lexeme in lexemes:
        excluded.append(outer[-1] ^ pending)
        if lexeme.kind is Kind.NOT:
            pending = not pending
        elif lexeme.kind is Kind.OPEN:
            outer.append(outer[-1] ^ pending)
            pending = False
        elif lexeme.kind is Kind.CLOSE:
            outer.pop()
        elif lexeme.kind is not Kind.FIELD:
            pending = False
    return excluded
