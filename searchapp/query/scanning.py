"""The query's text → lexemes, and the bounds, which hold before anything is parsed.

One regular expression, tried at each position; every branch takes what it matches for good, so the time is
linear in the query's length.
"""

from __future__ import annotations

import re

from searchapp.arabic import analyze, fold
from searchapp.errors import QueryTooDeepError, QueryTooLongError, TooManyClausesError, WordTooLongError
from searchapp.fields import DATE
from searchapp.query.dates import find_written_date
from searchapp.query.language import (
    FIELD_NAMES,
    LATIN_OPERATORS,
    MAX_FIELD_NAME_CHARS,
    OPERANDS,
    Kind,
    Lexeme,
    QueryLimits,
)
from searchapp.query.repairs import Repairs

_IN_WORD = r'[^\s"«»()،؛؟?!;~^*\[\]{}<>|=…,]'
"""Other punctuation (- / . ' : _ @) stays inside: what it joins is looked for as one run of words."""

_ASIDE = r"[^\s-](?:[^-]*[^\s-])?-(?!\S)"
"""What follows the first of two dashes around an aside, as in `-رحمه الله-`: nothing is excluded there."""

_PIECE = re.compile(
    rf"""
      "(?P<quoted>[^"]*)(?P<closed>"?)
    | «(?P<pointed>[^«»]*)(?P<shut>»?)
    | (?P<unopened>»)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<minus>(?<![^\s(:])-(?!{_ASIDE})(?=["«(]|(?!-){_IN_WORD}))
    | (?P<word>(?:{_IN_WORD}|(?<=\d),(?=\d))+)(?P<star>\*+(?!\*|{_IN_WORD}))?
    | (?P<stars>\*+)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_RANGE = re.compile(r"\s*(\[[^\]]*\]?)")
_BEFORE_OPERAND = frozenset({Kind.OPEN, Kind.AND, Kind.OR, Kind.NOT})
_NO_DATE = re.compile(r"\s+(?!\(*[\d\[.])")
"""After `تاريخ:`, which is also the word for history: a space, and no date in digits after it."""


def check_length(text: str, limits: QueryLimits) -> None:
    """Raises QueryTooLongError when the query, as it came, has too many characters."""
    if len(text) > limits.max_query_chars:
        raise QueryTooLongError(
            f"The query has {len(text)} characters; the most is {limits.max_query_chars}.",
            count=len(text),
            limit=limits.max_query_chars,
        )


def scan_query(text: str, limits: QueryLimits, repairs: Repairs) -> list[Lexeme]:
    """The lexemes of a cleaned query, in order; none for an empty one.

    Raises WordTooLongError, TooManyClausesError or QueryTooDeepError, and QuerySyntaxError in strict mode.
    """
    lexemes: list[Lexeme] = []
    dated = [False]
    position = 0
    while match := _PIECE.match(text, position):
        position = match.end()
        if match.lastgroup is None:
            continue
        before = len(lexemes)
        if match["word"] is not None and (name := _read_field(text, match["word"], match.start())) is not None:
            position = name.end
            lexemes.append(name)
        else:
            lexemes.extend(_read_piece(match, limits, repairs))
        if (
            len(lexemes) > before
            and _expects_date(lexemes, dated)
            and (days := _read_days(text, position)) is not None
        ):
            position = days.end
            lexemes.append(days)
    _check_counts(lexemes, limits)
    return lexemes


def _expects_date(lexemes: list[Lexeme], dated: list[bool]) -> bool:
    """Whether a date comes next: after its field's name, or at an operand's place in a group of dates.

    `dated` says of each group that is open, outermost first, whether it is one of dates; it is brought up to date.
    """
    last = lexemes[-1]
    if last.kind is Kind.OPEN:
        named = len(lexemes) > 1 and lexemes[-2].kind is Kind.FIELD
        dated.append(lexemes[-2].field == DATE if named else dated[-1])
    elif last.kind is Kind.CLOSE and len(dated) > 1:
        dated.pop()
    return last.field == DATE or (dated[-1] and last.kind in _BEFORE_OPERAND)


def _read_days(text: str, start: int) -> Lexeme | None:
    """The range in brackets, or the date of several words, that follows the field's name."""
    if (bracketed := _RANGE.match(text, start)) is not None:
        return Lexeme(Kind.RANGE, bracketed[1], bracketed.start(1), bracketed.end())
    written = find_written_date(text, start)
    return Lexeme(Kind.RANGE, text[slice(*written)], *written) if written else None


def _read_field(text: str, word: str, start: int) -> Lexeme | None:
    name, colon, _ = word.partition(":")
    if not colon or len(name) > MAX_FIELD_NAME_CHARS:
        return None
    field = FIELD_NAMES.get(fold(name))
    end = start + len(name) + 1
    if field is None or (field == DATE and _NO_DATE.match(text, end) and not find_written_date(text, end)):
        return None
    if field != DATE and not name.isascii() and text[end : end + 1].isspace():
        return None  # a headline that begins with its source's word: `مصدر: …`
    return Lexeme(Kind.FIELD, name, start, end, tuple(analyze(name)), field)


def _read_piece(match: re.Match[str], limits: QueryLimits, repairs: Repairs) -> list[Lexeme]:
    start, end = match.span()
    if (word := match["word"]) is not None:
        return [_read_word(word, match["star"] is not None, start, end, limits)]
    for text, closing in ((match["quoted"], match["closed"]), (match["pointed"], match["shut"])):
        if text is not None:
            if not closing:
                repairs.note("unbalanced-quote", start)
            return [_read_phrase(text, start, end, limits)]
    if match["stars"] is not None:
        return _read_stars(match)
    if match["unopened"] is not None:
        repairs.note("unbalanced-quote", start)
        return []
    kind = Kind.OPEN if match["open"] else Kind.CLOSE if match["close"] else Kind.NOT
    return [Lexeme(kind, match[0], start, end)]


def _read_word(word: str, star: bool, start: int, end: int, limits: QueryLimits) -> Lexeme:
    if not star and word in LATIN_OPERATORS:
        return Lexeme(LATIN_OPERATORS[word], word, start, end)
    _check_word(word, limits)
    tokens = tuple(analyze(word))
    if not tokens:
        return Lexeme(Kind.EMPTY, word, start, end, detail="empty-prefix" if star else "")
    return Lexeme(Kind.PREFIX if star else Kind.WORD, word, start, end, tokens)


def _read_phrase(text: str, start: int, end: int, limits: QueryLimits) -> Lexeme:
    for word in text.split():
        _check_word(word, limits)
    tokens = tuple(analyze(text))
    if not tokens:
        return Lexeme(Kind.EMPTY, text, start, end, detail="empty-phrase")
    return Lexeme(Kind.PHRASE, text, start, end, tokens)


def _read_stars(match: re.Match[str]) -> list[Lexeme]:
    start, end = match.span()
    before, after = match.string[start - 1 : start], match.string[end : end + 1]
    inside = bool(before and after and re.match(_IN_WORD, before) and re.match(_IN_WORD, after))
    return [Lexeme(Kind.EMPTY, match[0], start, end, detail="inner-wildcard" if inside else "empty-prefix")]


def _check_word(word: str, limits: QueryLimits) -> None:
    if len(word) > limits.max_word_chars:
        raise WordTooLongError(
            f"A word of the query has {len(word)} characters; the most is {limits.max_word_chars}.",
            count=len(word),
            limit=limits.max_word_chars,
        )


def _check_counts(lexemes: list[Lexeme], limits: QueryLimits) -> None:
    clauses = sum(max(len(lexeme.tokens), 1) for lexeme in lexemes if lexeme.kind in OPERANDS)
    if clauses > limits.max_clauses:
        raise TooManyClausesError(
            f"The query has {clauses} words; the most is {limits.max_clauses}.",
            count=clauses,
            limit=limits.max_clauses,
        )
    depth = deepest = 0
    for lexeme in lexemes:
        if lexeme.kind is Kind.OPEN:
            depth += 1
            deepest = max(deepest, depth)
        elif lexeme.kind is Kind.CLOSE:
            depth = max(0, depth - 1)
    if deepest > limits.max_query_depth:
        raise QueryTooDeepError(
            f"The query nests parentheses {deepest} deep; the most is {limits.max_query_depth}.",
            count=deepest,
            limit=limits.max_query_depth,
        )
