"""What a query leaves out is said of every hit, and the query without it asks the same otherwise."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.query import QueryLimits, parse_query
from searchapp.query.tree import Leaf, Negation


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("قمح -شعير تصدير", "قمح تصدير"),
        ("-شعير", ""),
        ("قمح -شعيرة ذرة", "قمح ذرة"),
        ('قمح -"سوق قديم"', "قمح"),
        ("قمح -«سوق قديم»~3 ذرة", "قمح ذرة"),
        ("قمح -شع*", "قمح"),
        ("قمح -عنوان:شعير", "قمح"),
        ("قمح عنوان:-شعير", "قمح"),
        ("قمح AND NOT شعير", "قمح"),
        ("قمح AND -شعير AND ذرة", "قمح AND ذرة"),
        ("-شعير AND ذرة", "ذرة"),
        ("قمح ليس شعير", "قمح"),
        ('"قمح -شعير مصري" AND (زيت -شعير)', '"قمح -شعير مصري" AND (زيت)'),
        ("قمح OR (ذرة) -شعير", "قمح OR (ذرة)"),
        ("\u200fقمح -شعير\u200f (ذرة OR زيت)", "\u200fقمح \u200f (ذرة OR زيت)"),
        ("قمح -(شعير OR ذرة)", None),
        ("قمح -شعير -شعير", None),
        ("أيلول -شعير 2023", None),
        ("date:2022 -شعير إلى 2023", None),
    ],
)
def test_the_query_without_an_exclusion(parse, query, rest):
    exclusion = parse(query).understood.excluded[0]
    assert exclusion.rest == rest


@pytest.mark.parametrize(
    "query", ["قمح NOT شعير OR ذرة", "NOT قمح OR شع*", "ميناء (سد OR -قمح)", "-(شعير مصري)", "--x"]
)
def test_what_a_hit_may_hold_is_no_exclusion(parse, query):
    assert parse(query).understood.excluded == ()


def test_what_is_excluded_from_an_exclusion_is_wanted(parse):
    understood = parse("-(قمح OR -شعير)").understood
    assert [word.text for word in understood.words if word.required] == ["شعير"]
    assert [each.clause.text for each in understood.excluded] == ["قمح"]


_WORDS = ["قمح", "شعير", "ذرة", "عنوان:زيت"]
_QUERIES = st.recursive(
    st.sampled_from(_WORDS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR ", " -", " NOT ", " AND -", " ليس "]), inner).map(
            "".join
        ),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("NOT ({})".format),
    ),
    max_leaves=8,
)


@settings(max_examples=400, deadline=None)
@given(_QUERIES, st.sampled_from(["all", "any"]))
def test_an_account_holds_whatever_an_article_has(query, match):
    parsed = parse_query(query, match=match, limits=QueryLimits(max_query_depth=50))
    assert parsed.node is not None
    required = [(word.exact, word.field) for word in parsed.understood.words if word.required]
    for present in _list_articles():
        if _matches(parsed.node, present):
            assert all(present[word] for word in required)
            assert not any(present[each.clause.exact, each.clause.field] for each in parsed.understood.excluded)


@settings(max_examples=400, deadline=None)
@given(_QUERIES, st.sampled_from(["all", "any"]))
def test_a_query_is_its_rest_without_what_it_leaves_out(query, match):
    limits = QueryLimits(max_query_depth=50)
    parsed = parse_query(query, match=match, limits=limits)
    for exclusion in parsed.understood.excluded:
        if exclusion.rest:
            rest = parse_query(exclusion.rest, match=match, limits=limits)
            assert exclusion.clause.exact not in [each.clause.exact for each in rest.understood.excluded]
            for present in _list_articles():
                without = not present[exclusion.clause.exact, exclusion.clause.field]
                assert _matches(parsed.node, present) == (_matches(rest.node, present) and without)


def _list_articles():
    # An operator that has nothing to work on is a word.
    words = [("قمح", None), ("شعير", None), ("ذره", None), ("زيت", "title"), ("ليس", None), ("not", None)]
    for held in product([False, True], repeat=len(words)):
        yield dict(zip(words, held, strict=True))


def _matches(node, present):
    if isinstance(node, Leaf):
        return present[" ".join(node.exact), node.field]
    if isinstance(node, Negation):
        return not _matches(node.part, present)
    return (all if node.how == "all" else any)(_matches(part, present) for part in node.parts)
