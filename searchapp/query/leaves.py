"""One lexeme → the clause, or the clauses, that it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from searchapp.arabic import Stem, Token, vocalize
from searchapp.fields import DATE
from searchapp.query.dates import parse_days
from searchapp.query.language import Kind, Lexeme
from searchapp.query.tree import Leaf, LeafKind, Node, join_all
from searchapp.query.wildcards import has_sign

_LAST_KINDS: dict[Kind, LeafKind] = {Kind.PREFIX: "prefix", Kind.FUZZY: "fuzzy"}


def make_leaf(lexeme: Lexeme, field: str | None, stem: Stem | None) -> Node:
    """The clause of one lexeme. Without `stem` its words have none.

    A prefix or fuzzy word that the analyzer splits is its first words and the prefix, or the fuzzy word, of its last;
    one with wildcards is its patterns and the words between them.

    Raises BadDateError for what stands in the field `date` and is not one.
    """
    text, tokens = lexeme.text, lexeme.tokens
    make_whole = partial(Leaf, field=field, text=text, start=lexeme.start, end=lexeme.end)
    if field == DATE:
        days = parse_days(text + "*" if lexeme.kind is Kind.PREFIX else text)
        return make_whole("date", (), (), days=days)
    if lexeme.kind is Kind.PHRASE:
        return make_whole("phrase", _vocalize(tokens), (), distance=lexeme.distance)
    if lexeme.kind is Kind.MONTH:
        names = tuple(token.exact for token in tokens)
        stems, beside = (
            tuple(" ".join(_find_stems(name.split(), stem)) for name in dates) for dates in (names, lexeme.days)
        )
        return make_whole("month", (), stems, names=names, beside=beside)
    if lexeme.kind is Kind.WILDCARD:
        # Words stay together, and each pattern alone.
        runs = [list(run) for _, run in groupby(tokens, lambda token: token.start if has_sign(token.exact) else -1)]
        return join_all(_make_run(lexeme, run, field, stem) for run in runs)
    if lexeme.kind is Kind.WORD:
        return _make_run(lexeme, tokens, field, stem)
    last = tokens[-1]
    stems = _find_stems([last.exact], stem) if lexeme.kind is Kind.FUZZY else ()
    shown = text[last.start :] if lexeme.kind is Kind.PREFIX else text[last.start : last.end]
    leaf = Leaf(
        _LAST_KINDS[lexeme.kind],
        (last.exact,),
        stems,
        field,
        distance=lexeme.distance,
        text=shown,
        start=lexeme.start + last.start,
        end=lexeme.end,
    )
    return join_all([_make_run(lexeme, tokens[:-1], field, stem), leaf]) if len(tokens) > 1 else leaf


def _make_run(lexeme: Lexeme, tokens: Sequence[Token], field: str | None, stem: Stem | None) -> Leaf:
    """The clause of some neighbouring tokens: words side by side, or one pattern."""
    exact = tuple(token.exact for token in tokens)
    start, end = tokens[0].start, tokens[-1].end
    make_run = partial(
        Leaf, field=field, text=lexeme.text[start:end], start=lexeme.start + start, end=lexeme.start + end
    )
    if has_sign(exact[0]):
        return make_run("wildcard", exact, ())
    if stem is None:
        return make_run("word", _vocalize(tokens), ())
    return make_run("word", exact, _find_stems(exact, stem))


def _vocalize(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(vocalize(token.text) for token in tokens)


def _find_stems(exact: Sequence[str], stem: Stem | None) -> tuple[str, ...]:
    return tuple(map(stem, exact)) if stem else ()
