"""Where the nodes of a tree come from: the words that were typed, and by which form they match."""

from __future__ import annotations

from typing import Any

import pytest
from whoosh import query as tree

from searchapp.query import AnyField, QueryLimits, list_origins, parse_query

LIMITS = QueryLimits(max_query_chars=500, max_word_chars=50, max_clauses=30, max_query_depth=10)


def list_pairs(text: str, **options: str) -> list[tuple[str, str]]:
    origins = list_origins(parse_query(text, limits=LIMITS, **options))  # type: ignore[arg-type]
    return list(dict.fromkeys((origin.text, form) for origin in origins.values() for form in origin.forms))


def list_forms(text: str, **words: Any) -> list[str]:
    """By which forms a query's nodes match at the widest level, each once."""
    parsed = parse_query(text, level="wide", limits=LIMITS, **words)
    return list(dict.fromkeys(form for origin in list_origins(parsed).values() for form in origin.forms))


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
    assert list_forms("وزير", relatives=lambda _: ("وزراء",)) == ["exact", "stem", "skeleton"]


@pytest.mark.parametrize(
    ("text", "spelling", "expected"),
    [
        ("ترامب", "ترمب", ["exact", "stem", "variant"]),
        ("بيونغيانغ", "بيونغ يانغ", ["exact", "stem", "variant"]),
    ],
)
def test_another_spelling_is_told_from_the_word_and_its_relatives(text, spelling, expected):
    assert list_forms(text, spellings=lambda form: [(spelling, 0.5)] if form == text else []) == expected
    assert "skeleton" in list_forms(text, spellings=lambda _: [(spelling, 0.5)], relatives=lambda _: ("نحو",))


def test_a_relative_that_is_also_another_spelling_is_the_spelling():
    forms = list_forms("ترامب", spellings=lambda _: [("ترمب", 0.5)], relatives=lambda _: ("ترمب",))
    assert forms == ["exact", "stem", "variant"]


def test_kin_are_related():
    parsed = parse_query("وزير الوزير", limits=LIMITS, kin=lambda _: ("وزراء",))
    origins = list_origins(parsed)
    assert (origins[parsed.besides].text, set(origins[parsed.besides].forms)) == (
        "وزير، الوزير",
        {"stem", "skeleton"},
    )


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
