"""Where the nodes of a tree come from: the words that were typed, and by which form they match."""

from __future__ import annotations

import pytest
from whoosh import query as tree

from searchapp.query import AnyField, QueryLimits, list_origins, parse_query

LIMITS = QueryLimits(max_query_chars=500, max_word_chars=50, max_clauses=30, max_query_depth=10)


def list_pairs(text: str, **options: str) -> list[tuple[str, str]]:
    origins = list_origins(parse_query(text, limits=LIMITS, **options))  # type: ignore[arg-type]
    return list(dict.fromkeys((origin.text, origin.form) for origin in origins.values()))


def list_leaves(node: tree.Query) -> list[tree.Query]:
    if isinstance(node, tree.Not):
        return []
    if isinstance(node, AnyField) or not hasattr(node, "subqueries"):
        return [node]
    return [leaf for part in node.subqueries for leaf in list_leaves(part)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الكتاب", [("الكتاب", "exact"), ("الكتاب", "stem")]),
        ('"وزير الخارجية"', [("وزير الخارجية", "phrase")]),
        ("صحف*", [("صحف", "prefix")]),
        ("مك*ة", [("مك*ة", "wildcard")]),
        ("مراكز~", [("مراكز", "exact"), ("مراكز", "stem"), ("مراكز", "fuzzy")]),
        ("أيلول", [("أيلول", "exact"), ("أيلول", "stem"), ("أيلول", "month")]),
        ("كيم-جونغ", [("كيم-جونغ", "exact"), ("كيم-جونغ", "stem")]),
        ("عنوان:بحر", [("بحر", "exact"), ("بحر", "stem")]),
    ],
)
def test_a_node_names_the_word_and_the_form(text, expected):
    assert list_pairs(text) == expected


def test_words_come_in_the_order_of_the_query():
    assert list(dict.fromkeys(text for text, _ in list_pairs("(قمح OR شعير) ميناء"))) == ["قمح", "شعير", "ميناء"]


def test_a_word_s_forms_come_from_the_narrowest_to_the_widest():
    parsed = parse_query("وزير", level="wide", limits=LIMITS, relatives=lambda _: ("وزراء",))
    assert [origin.form for origin in list_origins(parsed).values()] == ["exact", "stem", "related"]


def test_words_of_one_stem_share_a_node():
    assert ("المدينة، مدينة", "stem") in list_pairs("المدينة مدينة")


def test_at_level_exact_words_match_as_typed():
    assert list_pairs("الكتاب أيلول", level="exact") == [("الكتاب", "exact"), ("أيلول", "exact")]


@pytest.mark.parametrize("text", ["", "-بحر", "تاريخ:2023", "؟"])
def test_what_is_excluded_or_only_limits_has_no_origin(text):
    assert list_pairs(text) == []


@pytest.mark.parametrize(
    "text", ["بحر أيلول", 'كيم-جو "قمح شعير"~3', "عنوان:صحف* -قمح", "مراكز~2 (قمح OR مك*ة)", "في البحر"]
)
def test_every_leaf_that_scores_has_an_origin(text):
    parsed = parse_query(text, limits=LIMITS)
    assert set(list_leaves(parsed.tree)) == set(list_origins(parsed))
