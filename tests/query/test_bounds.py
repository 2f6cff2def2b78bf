"""The bounds: they hold before parsing, and say by how much they were passed."""

import pytest

from searchapp.errors import QueryTooDeepError, QueryTooLongError, TooManyClausesError, WordTooLongError
from searchapp.query import QueryLimits, parse_query

_SMALL = QueryLimits(max_query_chars=40, max_word_chars=5, max_clauses=3, max_query_depth=2)


@pytest.mark.parametrize(
    ("within", "beyond", "error", "values"),
    [
        ("ب " * 3 + " " * 34, "ب " * 3 + " " * 35, QueryTooLongError, {"count": 41, "limit": 40}),
        ("بحيرة", "بحيرات", WordTooLongError, {"count": 6, "limit": 5}),
        ('"بحيرة نهر"', '"بحيرات نهر"', WordTooLongError, {"count": 6, "limit": 5}),
        ("title:بحيرة", "title:بحيرات", WordTooLongError, {"count": 6, "limit": 5}),
        ("ا ب -ت", "ا ب -ت ث", TooManyClausesError, {"count": 4, "limit": 3}),
        ("ا* ب date:2023", "ا* ب date:2023 ث", TooManyClausesError, {"count": 4, "limit": 3}),
        ('"ا ب ت"', '"ا ب ت ث"', TooManyClausesError, {"count": 4, "limit": 3}),
        ("ا ب-ت", "ا ب-ت ث", TooManyClausesError, {"count": 4, "limit": 3}),
        ("ا3 ب", "ا3 ب4", TooManyClausesError, {"count": 4, "limit": 3}),
        ("((ا)) ((ب))", "(((ا)))", QueryTooDeepError, {"count": 3, "limit": 2}),
    ],
)
def test_each_bound(within, beyond, error, values):
    parse_query(within, limits=_SMALL)
    with pytest.raises(error) as caught:
        parse_query(beyond, limits=_SMALL)
    assert caught.value.values == values


def test_operators_are_no_clauses():
    parse_query("ا OR ب OR ت", limits=_SMALL)


def test_parentheses_that_are_not_closed_count():
    with pytest.raises(QueryTooDeepError):
        parse_query("(((ا", limits=_SMALL)


def test_invisible_characters_count():
    with pytest.raises(QueryTooLongError):
        parse_query("\u200f" * 41, limits=_SMALL)


def test_the_defaults_are_the_settings():
    from searchapp.settings import Settings

    limits, settings = QueryLimits(), Settings()
    assert all(getattr(limits, name) == getattr(settings, name) for name in QueryLimits.__slots__)
