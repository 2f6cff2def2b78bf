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
    MAX_EDITS,
    MAX_FIELD_NAME_CHARS,
    MAX_SLOP,
    MIN_FUZZY_CHARS,
    OPERANDS,
    Kind,
    Lexeme,
    QueryLimits,
)
from searchapp.query.repairs import FIELD_BEFORE_SPACE, UNKNOWN_FIELD, Repairs
from searchapp.query.wildcards import read_wildcards

_IN_WORD = r'[^\s"«»()،؛؟?!;~^*\[\]{}<>|=…,]'
"""Other punctuation (- / . ' : _ @) stays inside: what it joins is looked for as one run of words."""

_ASIDE = r"[^\s-](?:[^-]*[^\s-])?-(?!\S)"
"""What follows the first of two dashes around an aside, as in `-رحمه الله-`: nothing is excluded there."""

_ALONE = rf"(?!~|{_IN_WORD})"
"""After a number that belongs to `~`: else it begins a word, and `~` only separates."""

_PIECE = re.compile(
    rf"""
      (?:"(?P<quoted>[^"]*)(?P<closed>"?)|«(?P<pointed>[^«»]*)(?P<shut>»?))(?:~(?P<slop>\d+){_ALONE})?
    | (?P<unopened>»)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<minus>(?<![^\s(:])-(?!{_ASIDE})(?=["«(]|(?!-){_IN_WORD}))
    | (?P<word>(?:{_IN_WORD}|(?<=\d),(?=\d)|(?<={_IN_WORD})[*?]+(?={_IN_WORD}))+)
      (?P<star>(?=\?*\*)[*?]+)?(?:~(?P<edits>\d*){_ALONE})?
    | (?P<stars>\*+)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_RANGE = re.compile(r"\s*(\[[^\]]*\]?)")
_BEFORE_OPERAND = frozenset({Kind.OPEN, Kind.AND, Kind.OR, Kind.NOT})
_SIGNS = "<>≤≥"
_NO_FIELD = re.compile(r'(?!mailto:|date:)[a-z]{2,}:["«(]?[^\W\d_]', re.IGNORECASE)
_COMPARED = re.compile(rf"\s*([{_SIGNS}]=?\s*{_IN_WORD}*)")
_NO_DATE = re.compile(r"\s+(?!\(*(?:[\d\[.]|[<>≤≥]=?\s*\d))")
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
            before_colon, colon, _ = (match["word"] or "").partition(":")
            if colon:
                _hint_at_field(text, before_colon, match.start(), repairs)
        if (
            len(lexemes) > before
            and _expects_date(lexemes, dated)
            and (days := _read_days(text, position)) is not None
        ):
            position = days.end
            lexemes.append(days)
        while lexemes and (others := _read_further_days(text, position, lexemes, dated[-1])):
            position = others[-1].end
            lexemes += others
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


def _read_further_days(text: str, start: int, lexemes: list[Lexeme], grouped: bool) -> list[Lexeme]:
    """Dates with a sign that stand where none is expected: anywhere in a group of dates, or behind another such date,
    where they are limits of the same field. [] for all else.
    """
    last = lexemes[-1]
    behind = last.kind is Kind.RANGE and last.text[0] in _SIGNS and lexemes[-2].kind is Kind.FIELD
    if (not grouped and not behind) or last.field or (days := _read_compared(text, start)) is None:
        return []
    return [days] if grouped else [lexemes[-2]._replace(start=days.start, end=days.start), days]


def _read_compared(text: str, start: int) -> Lexeme | None:
    if (compared := _COMPARED.match(text, start)) is None:
        return None
    written = find_written_date(text, compared.start(1))
    end = max(compared.end(), written[1] if written else 0)
    return Lexeme(Kind.RANGE, text[compared.start(1) : end], compared.start(1), end)


def _read_days(text: str, start: int) -> Lexeme | None:
    """What follows the field's name and is no word: a date with a sign before it, a range in brackets, or a date of
    several words.
    """
    if (compared := _read_compared(text, start)) is not None:
        return compared
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


def _hint_at_field(text: str, name: str, start: int, repairs: Repairs) -> None:
    """Note of a word that its beginning was probably meant to name a field: an Arabic name before a space, or a Latin
    one that is none.
    """
    if FIELD_NAMES.get(fold(name), DATE) != DATE:
        repairs.hint(FIELD_BEFORE_SPACE)
    elif _NO_FIELD.match(text, start):
        repairs.hint(UNKNOWN_FIELD)


def _read_piece(match: re.Match[str], limits: QueryLimits, repairs: Repairs) -> list[Lexeme]:
    start, end = match.span()
    if match["word"] is not None:
        return [_read_word(match, limits, repairs)]
    for text, closing in ((match["quoted"], match["closed"]), (match["pointed"], match["shut"])):
        if text is not None:
            if not closing:
                repairs.note("unbalanced-quote", start)
            slop = 1 if match["slop"] is None else _read_distance(match, "slop", MAX_SLOP, repairs)
            phrase = _read_phrase(text, start, end, limits)._replace(distance=slop or 1)
            # A mark without a partner that holds nothing is one fault, not two.
            return [phrase if closing else phrase._replace(detail="")]
    if match["stars"] is not None:
        return [Lexeme(Kind.EMPTY, match[0], start, end, detail="empty-prefix")]
    if match["unopened"] is not None:
        repairs.note("unbalanced-quote", start)
        return []
    kind = Kind.OPEN if match["open"] else Kind.CLOSE if match["close"] else Kind.NOT
    return [Lexeme(kind, match[0], start, end)]


def _read_word(match: re.Match[str], limits: QueryLimits, repairs: Repairs) -> Lexeme:
    word, star, edits = match["word"], match["star"], match["edits"]
    start, end = match.span()
    if star is None and edits is None and word in LATIN_OPERATORS:
        return Lexeme(LATIN_OPERATORS[word], word, start, end)
    _check_word(word, limits)
    # In a web address a question mark only separates.
    if "*" in word or ("?" in word and "/" not in word) or "?" in (star or ""):
        kind, word = Kind.WILDCARD, word + (star or "")
        tokens = read_wildcards(word)
    else:
        kind = Kind.WORD if star is None else Kind.PREFIX
        tokens = tuple(analyze(word))
    if not tokens:
        return Lexeme(Kind.EMPTY, word, start, end, detail="" if star is None else "empty-prefix")
    if edits is None:
        return Lexeme(kind, word, start, end, tokens)
    last = tokens[-1].exact
    if kind is not Kind.WORD or len(last) < MIN_FUZZY_CHARS or not last.isalpha():
        repairs.note("short-fuzzy", match.start("edits") - 1)
        return Lexeme(kind, word, start, end, tokens)
    distance = _read_distance(match, "edits", MAX_EDITS, repairs) if edits else 1
    return Lexeme(Kind.FUZZY if distance else kind, word, start, end, tokens, distance=distance or 1)


def _read_distance(match: re.Match[str], name: str, most: int, repairs: Repairs) -> int | None:
    """The number after `~`, or None, noted, where it is out of bounds."""
    number = int(match[name]) if len(match[name]) <= len(str(most)) else 0
    if 1 <= number <= most:
        return number
    repairs.note("bad-distance", match.start(name) - 1)
    return None


def _read_phrase(text: str, start: int, end: int, limits: QueryLimits) -> Lexeme:
    for word in text.split():
        _check_word(word, limits)
    tokens = tuple(analyze(text))
    if not tokens:
        return Lexeme(Kind.EMPTY, text, start, end, detail="empty-phrase")
    return Lexeme(Kind.PHRASE, text, start, end, tokens)


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
            f"The query has {clauses} words and numbers; the most is {limits.max_clauses}.",
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
