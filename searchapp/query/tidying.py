"""Lexemes → lexemes that follow the grammar: operators stand between operands, parentheses balance.

What does not fit is dropped and noted, so that the parser needs no error handling of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from searchapp.arabic import is_stop_word
from searchapp.query.language import ARABIC_OPERATORS, OPERANDS, Kind, Lexeme
from searchapp.query.repairs import Repairs

_BINARY = frozenset({Kind.AND, Kind.OR})
_BEFORE_OPERAND = frozenset({Kind.NOT, Kind.FIELD})
_BEGINS_OPERAND = OPERANDS | {Kind.OPEN, Kind.FIELD}
_ENDS_OPERAND = OPERANDS | {Kind.CLOSE}
_SET_APART = frozenset({Kind.PHRASE, Kind.OPEN, Kind.FIELD})


def find_arabic_operators(lexemes: Sequence[Lexeme]) -> list[Lexeme]:
    """The same lexemes, with و, أو and ليس turned into operators where they stand between two operands.

    They stand alone, or as و ليس and أو ليس; a word that begins or ends the query or a group, or that stands beside
    another operator, stays a word. So does ليس but for two places: before a phrase, a parenthesis or a field name,
    and between the two operands that are the whole query or group, the second of them no stop word.
    """
    result = list(lexemes)
    for first, kinds in _list_runs(lexemes):
        end = first + len(kinds)
        if (
            first > 0
            and end < len(lexemes)
            and (len(kinds) == 1 or (len(kinds) == 2 and kinds[0] in _BINARY and kinds[1] is Kind.NOT))
            and lexemes[first - 1].kind in _ENDS_OPERAND
            and lexemes[end].kind in _BEGINS_OPERAND
            and (kinds[-1] is not Kind.NOT or _may_exclude(lexemes, first, end))
        ):
            result[first:end] = [lexemes[first + place]._replace(kind=kind) for place, kind in enumerate(kinds)]
    return result


def _list_runs(lexemes: Sequence[Lexeme]) -> Iterator[tuple[int, list[Kind]]]:
    """Where words that may be operators stand side by side: the first one's place, and what each may be."""
    read = [(place, _read_operator(lexeme)) for place, lexeme in enumerate(lexemes)]
    for _, run in groupby(read, key=lambda item: item[1] is not None):
        places = list(run)
        kinds = [kind for _, kind in places if kind is not None]
        if kinds:
            yield places[0][0], kinds


def _may_exclude(lexemes: Sequence[Lexeme], first: int, end: int) -> bool:
    """Whether ليس excludes what begins at `end`. In running text it is the verb: "the summer is not long".

    `first` is where it begins, or the و or أو before it.
    """
    if lexemes[end].kind in _SET_APART:
        return True
    closed = end + 1 == len(lexemes) or lexemes[end + 1].kind is Kind.CLOSE
    counts = not all(is_stop_word(token.exact) for token in lexemes[end].tokens)
    return closed and counts and _begins_part(lexemes, first - 1)


def _begins_part(lexemes: Sequence[Lexeme], index: int) -> bool:
    """Whether the operand that ends at `index` begins the query or its group."""
    depth = 0
    while index >= 0:
        depth += (lexemes[index].kind is Kind.CLOSE) - (lexemes[index].kind is Kind.OPEN)
        if depth <= 0:
            break
        index -= 1
    while index > 0 and lexemes[index - 1].kind is Kind.FIELD:
        index -= 1
    return index == 0 or (index > 0 and lexemes[index - 1].kind is Kind.OPEN)


def _read_operator(lexeme: Lexeme) -> Kind | None:
    if lexeme.kind is Kind.WORD and len(lexeme.tokens) == 1:
        return ARABIC_OPERATORS.get(lexeme.tokens[0].exact)
    return None


def tidy_lexemes(lexemes: Sequence[Lexeme], repairs: Repairs) -> list[Lexeme]:
    """Lexemes without empty operands and stray operators, and with balanced parentheses.

    Raises QuerySyntaxError at the first fault in strict mode.
    """
    kept: list[Lexeme] = []
    opened: list[Lexeme] = []
    for lexeme in lexemes:
        kind = lexeme.kind
        if kind is Kind.EMPTY:
            _drop_empty(kept, lexeme, repairs)
        elif kind in _BINARY:
            _keep_binary(kept, lexeme, repairs)
        elif kind is Kind.CLOSE and not opened:
            repairs.note("unbalanced-parenthesis", lexeme.start)
        elif kind is Kind.CLOSE:
            opened.pop()
            _close_group(kept, lexeme, repairs)
        else:
            if kind is Kind.OPEN:
                opened.append(lexeme)
            kept.append(lexeme)
    end = lexemes[-1].end if lexemes else 0
    for lexeme in reversed(opened):
        repairs.note("unbalanced-parenthesis", lexeme.start)
        _close_group(kept, Lexeme(Kind.CLOSE, ")", end, end), repairs)
    _end_operand(kept, repairs)
    return kept


def _keep_binary(kept: list[Lexeme], lexeme: Lexeme, repairs: Repairs) -> None:
    while kept and kept[-1].kind in _BEFORE_OPERAND:
        _drop_or_read_as_word(kept, repairs)
    if kept and kept[-1].kind in _ENDS_OPERAND:
        kept.append(lexeme)
    else:
        repairs.note("stray-operator", lexeme.start)


def _end_operand(kept: list[Lexeme], repairs: Repairs) -> None:
    while kept and kept[-1].kind in _BEFORE_OPERAND | _BINARY:
        _drop_or_read_as_word(kept, repairs)


def _close_group(kept: list[Lexeme], close: Lexeme, repairs: Repairs) -> None:
    _end_operand(kept, repairs)
    if kept[-1].kind is not Kind.OPEN:
        kept.append(close)
        return
    group = kept.pop()
    repairs.note("empty-group", group.start)
    _drop_operators(kept, repairs)


def _drop_empty(kept: list[Lexeme], empty: Lexeme, repairs: Repairs) -> None:
    if empty.detail:
        repairs.note(empty.detail, empty.start)
    _drop_operators(kept, repairs)


def _drop_operators(kept: list[Lexeme], repairs: Repairs) -> None:
    """Operators that waited for an empty operand go with it: `-"" x` must not exclude x."""
    while kept and kept[-1].kind in _BEFORE_OPERAND | _BINARY:
        dropped = kept.pop()
        repairs.note("field-without-value" if dropped.field else "stray-operator", dropped.start)


def _drop_or_read_as_word(kept: list[Lexeme], repairs: Repairs) -> None:
    """A field name without a value was probably meant as a word; an operator is of no use."""
    last = kept.pop()
    if last.kind is Kind.FIELD:
        repairs.note("field-without-value", last.start)
        kept.append(last._replace(kind=Kind.WORD, field=""))
    else:
        repairs.note("stray-operator", last.start)
