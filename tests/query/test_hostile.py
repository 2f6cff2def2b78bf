"""Any string at all: an answer or one of our own errors, soon."""

import contextlib
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as nodes

from searchapp.errors import BadRequestError
from searchapp.query import QueryLimits, parse_query
from searchapp.query.repairs import HINTS

_WIDE = QueryLimits(max_query_chars=10**6, max_word_chars=10**6, max_clauses=10**6, max_query_depth=50)

KNOWN_BAD = [
    "NOT OR x",
    "ا~9",
    "كتاب~9",
    "كتاب~" + "9" * 5000,
    '"ا ب"~' + "9" * 5000,
    '"ا ب"~0',
    "~" * 999,
    "كتاب~" * 199,
    "?*?*?*",
    "ا?*?*?*ب",
    "ا" + "?*" * 400 + "ب",
    "ا" + "?" * 900,
    "ا?" * 499,
    "?ا" * 499,
    " ".join("م*ة" for _ in range(200)),
    " ".join("كتاب~2" for _ in range(200)),
    "تشرين " * 150,
    "تشرين الثاني " * 70,
    "date:" + "أيلول " * 100,
    "date:(" * 100 + "أيلول 2023",
    "[ا TO ي]",
    "*",
    "**",
    "?",
    "(" * 1000,
    ")" * 1000,
    "(" * 500 + "ا" + ")" * 500,
    "()" * 500,
    "ا" * 100_000,
    '"' * 999,
    "«" * 999,
    "-" * 999,
    "*" * 999,
    "a*" * 499,
    "NOT " * 250,
    "NOT " * 249 + "ا",
    "title:" * 160 + "ا",
    "date:" * 200,
    "date:[" * 160,
    " ".join(f"{letter}*" for letter in "ابتثجحخدذرزسشصضطظعغفقكلمنهوي" * 7),
    " OR ".join(f"ك{number}" for number in range(1000)),
    " أو " * 200,
    "و " * 400,
    "\ud800",
    "\x00",
    "\u202e" * 900,
    "ا^9999999999",
    "date:99999999999999999999",
    "ا -",
    "title:",
    ":" * 999,
    "title:title:",
    "a:b:c:title:d",
    "\\",
    "/.*/",
    "{!func}x",
    "' OR 1=1 --",
    "<script>",
]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("limits", [QueryLimits(), _WIDE], ids=["default", "wide"])
@pytest.mark.parametrize("query", KNOWN_BAD, ids=lambda query: ascii(query[:12]))
def test_known_bad_strings_are_answered_or_refused_soon(query, limits, strict):
    started = time.perf_counter()
    with contextlib.suppress(BadRequestError):
        parse_query(query, strict=strict, limits=limits)
    assert time.perf_counter() - started < 30  # a hang, not a timing


_ALLOWED = (
    nodes.Term,
    nodes.Phrase,
    nodes.Prefix,
    nodes.Wildcard,
    nodes.FuzzyTerm,
    nodes.ConstantScoreQuery,
    nodes.And,
    nodes.AndMaybe,
    nodes.Or,
    nodes.Not,
    nodes.NumericRange,
    nodes.Every,
    type(nodes.NullQuery),
)


def _check_nodes(node, parent=None):
    assert isinstance(node, _ALLOWED)
    if isinstance(node, nodes.AndMaybe):
        assert parent is None
    if isinstance(node, nodes.Not):
        assert parent is None or isinstance(parent, nodes.And)
        _check_nodes(node.query, node)
    for child in getattr(node, "subqueries", ()):
        assert type(child) is not type(node)
        _check_nodes(child, node)
    if isinstance(node, nodes.And | nodes.Or):
        assert len(node.subqueries) > 1


_SIGNS = '"«»()*?-،؟:~[].…<>≥='
_WORDS = ["AND", "OR", "NOT", "و", "أو", "ليس", "في", "بحر", "نَهْر", "س-ص", "كو*", "َ", "ﻻ", "x:y"]
_WORDS += ["ك?تب", "مك*ة*", "كتاب~", "~2", "أيلول", "تشرين", "الثاني", "آب"]
_VALUES = ["title:", "تاريخ:", "date:", "2023", "2023-09..", "[2023 TO 2024]", "date:(", ">2023", "<="]
_PIECES = st.sampled_from([*_SIGNS, " ", "  ", "\u200f", *_WORDS, *_VALUES])
_ANY_STRING = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=30).map("".join))


@given(_ANY_STRING, st.sampled_from(["all", "any"]), st.booleans())
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
def test_any_string_gives_a_lawful_tree_or_our_own_error(text, match, strict):
    try:
        parsed = parse_query(text, match=match, strict=strict, limits=QueryLimits())
    except BadRequestError:
        return
    _check_nodes(parsed.tree)
    assert parsed.understood.q == text


@given(_ANY_STRING)
@settings(max_examples=200)
def test_what_strict_mode_accepts_a_search_box_reads_alike(text):
    try:
        parsed = parse_query(text, strict=True, limits=QueryLimits())
    except BadRequestError:
        return
    assert parsed == parse_query(text, limits=QueryLimits())
    assert set(parsed.understood.ignored) <= {"stop-words"} | HINTS


_CLAUSES = st.sampled_from(
    [
        "بحر",
        "سفينة",
        '"نهر كبير"',
        '"نهر كبير"~3',
        "«جبل»",
        "وا*",
        "و?دي",
        "سفينة~2",
        "أيلول",
        "تشرين الثاني",
        "title:سهل",
        "س-ص",
        "date:2023",
        "date:أيلول 2023",
        "source:«م ن»",
    ]
)
_QUERIES = st.recursive(
    _CLAUSES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR ", " أو ", " و "]), inner).map("".join),
        inner.map("({})".format),
        inner.map("NOT ({})".format),
        inner.map("-({})".format),
        inner.map("title:({})".format),
    ),
    max_leaves=12,
)


@given(_QUERIES)
@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_well_formed_queries_are_never_repaired(text):
    parsed = parse_query(text, strict=True, limits=QueryLimits(max_query_depth=50))
    _check_nodes(parsed.tree)


@given(_QUERIES)
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_parentheses_around_a_whole_query_change_nothing(text):
    limits = QueryLimits(max_query_depth=50)
    assert parse_query(f"({text})", limits=limits).tree == parse_query(text, limits=limits).tree
