"""The engine contract, one rule of queries at a time."""

from __future__ import annotations

import datetime as dt

import pytest
from contract import DAY, WORDLESS, assert_agrees, make_document, rebuild, search
from oracle import Oracle
from whoosh import query as tree

from searchapp.arabic import vocalize
from searchapp.engines.base import Engine, EngineQuery, Filters
from searchapp.errors import DeadlineError, TooManyExpansionsError
from searchapp.fields import VALUE_GAP
from searchapp.model import UNKNOWN, FacetValue


@pytest.fixture
def engine(each_engine: Engine) -> Engine:
    return each_engine


def test_an_offset_beyond_the_end_gives_no_hits_and_the_right_total(engine):
    rebuild(engine, make_document("a"))
    result = engine.reader().search(EngineQuery(tree.Every(), offset=10))
    assert (result.total, result.hits) == (1, ())


def test_equals_are_ordered_by_date_then_id_with_unknown_last(engine):
    rebuild(
        engine,
        make_document("d"),
        make_document("c", date=DAY),
        make_document("b", date=DAY),
        make_document("a", date=dt.date(2020, 1, 1)),
    )
    assert search(engine) == ["b", "c", "a", "d"]
    assert search(engine, sort="oldest") == ["a", "b", "c", "d"]


def test_a_selected_value_is_listed_with_no_hits(engine):
    rebuild(engine, make_document("a", source="الأولى"))
    result = engine.reader().search(EngineQuery(tree.Every(), Filters(sources=("الثانية",))))
    assert [(each.value, each.count, each.selected) for each in result.facets["source"]] == [
        ("الأولى", 1, False),
        ("الثانية", 0, True),
    ]


def test_values_with_equal_counts_are_ordered_by_value_over_all_segments(engine):
    rebuild(engine, make_document("a", source="ب", tags=("ج", "ب")))
    for name, value in (("b", "ج"), ("c", "أ")):
        with engine.change() as writer:
            writer.add(make_document(name, source=value, tags=(value,)))
            writer.commit()
    facets = engine.reader().search(EngineQuery(tree.Every())).facets
    assert [(each.value, each.count) for each in facets["source"]] == [("أ", 1), ("ب", 1), ("ج", 1)]
    assert [(each.value, each.count) for each in facets["tag"]] == [("ج", 2), ("أ", 1), ("ب", 1)]


@pytest.mark.parametrize("tagged", [True, False])
def test_articles_without_tags_are_counted_where_they_are_chosen(engine, tagged):
    tags = ("بحر", "نهر") if tagged else ()
    rebuild(engine, make_document("a", tags=tags), make_document("b"), make_document("c"))
    facets = [
        engine.reader().search(EngineQuery(tree.Every(), Filters(tags=chosen))).facets["tag"]
        for chosen in [(), (UNKNOWN,)]
    ]
    listed = [FacetValue(tag, 1) for tag in tags]
    assert facets == [tuple(listed), (FacetValue(UNKNOWN, 2 if tagged else 3, True), *listed)]


@pytest.mark.parametrize(
    ("chosen", "years"), [((), "23456"), (("2011",), "123456"), (("2011-03",), "123456"), (("2019",), "23456")]
)
def test_months_are_listed_of_the_five_newest_years_and_of_the_chosen_ones(engine, chosen, years):
    """Of the years in which something matches: 2017 and 2018 have nothing."""
    rebuild(engine, make_document("a1", date=dt.date(2011, 3, 1)), make_document("a2", date=dt.date(2012, 3, 1)))
    for year in (3, 4, 5, 6):
        with engine.change() as writer:
            writer.add(make_document(f"a{year}", date=dt.date(2010 + year, 3, 1)))
            writer.commit()
    dates = engine.reader().search(EngineQuery(tree.Every(), Filters(dates=chosen))).facets["date"]
    assert [each.value for each in dates if len(each.value) == 7] == [f"201{year}-03" for year in reversed(years)]
    assert [each.value for each in dates if len(each.value) == 4 and each.count] == [
        f"201{year}" for year in (6, 5, 4, 3, 2, 1)
    ]


def test_dates_are_listed_newest_first_a_year_before_its_months(engine):
    days = [dt.date(2023, 1, 31), dt.date(2024, 6, 1), DAY, None]
    rebuild(engine, *(make_document(f"a{place}", date=day) for place, day in enumerate(days)))
    values = [each.value for each in engine.reader().search(EngineQuery(tree.Every())).facets["date"]]
    assert values == ["2024", "2024-06", "2024-05", "2023", "2023-01", UNKNOWN]


def test_a_vocalized_term_stands_where_nothing_contradicts_it(engine):
    bodies = {"a": "كتب", "b": "كَتَبَ", "c": "كُتُب", "d": "كُتُب كتب", "e": "كُتُب وكَتَبَ", "f": "كَتب"}
    rebuild(engine, *(make_document(name, body) for name, body in bodies.items()))
    found = search(engine, tree.Term("body_exact", vocalize("كَتَبَ")))
    assert sorted(found) == ["a", "b", "d", "f"]
    assert sorted(search(engine, tree.Term("body_exact", "كتب"))) == ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize("slop", [1, 3])
def test_a_phrase_has_vocalized_words_at_their_own_places(engine, slop):
    bodies = {"a": "كتب الولد", "b": "كُتُب الولد كتب", "c": "كتب كَتَبَ الولد", "d": "كَتب الوَلَد", "e": "كَتَبَ الوُلد"}
    rebuild(engine, *(make_document(name, body) for name, body in bodies.items()))
    found = search(engine, tree.Phrase("body_exact", [vocalize("كَتَبَ"), vocalize("الوَلد")], slop=slop))
    assert sorted(found) == ["a", "c", "d"]
    found = search(engine, tree.Phrase("body_exact", [vocalize("كَتَبَ"), vocalize("كتَب")], slop=slop))
    assert found == ["c"]


def test_vocalized_terms_are_found_in_segments_that_changes_made_and_merged(engine):
    rebuild(engine, make_document("a", "كُتُب"), make_document("b", "كَتَبَ"))
    for place, body in enumerate(["كَتب كُتُب", "كُتِب", "كتب", "كُتُب"] * 3):
        with engine.change() as writer:
            writer.add(make_document(f"c{place:02}", body))
            writer.commit()
    found = search(engine, tree.Term("body_exact", vocalize("كَتَبَ")), limit=20)
    assert sorted(found) == ["b", "c00", "c02", "c04", "c06", "c08", "c10"]


@pytest.mark.parametrize("slop", [1, VALUE_GAP - 1])
def test_no_slop_reaches_from_one_caption_into_the_next(engine, slop):
    rebuild(engine, make_document("a", captions=("ميناء", "كبير")), make_document("b", captions=("ميناء كبير",)))
    assert search(engine, tree.Phrase("captions_exact", ["ميناء", "كبير"], slop=slop)) == ["b"]


@pytest.mark.parametrize("wordless", WORDLESS)
def test_a_caption_without_a_word_leaves_no_gap(engine, wordless):
    rebuild(engine, make_document("a", captions=(wordless, "ميناء", wordless, "كبير")))
    one = engine.reader().search(EngineQuery(tree.Term("captions_exact", "كبير"))).hits
    rebuild(engine, make_document("a", captions=("ميناء", "كبير")))
    other = engine.reader().search(EngineQuery(tree.Term("captions_exact", "كبير"))).hits
    assert [score for _, score in one] == [score for _, score in other]


def test_slop_is_counted_from_each_word_to_the_next_and_never_back(engine):
    rebuild(
        engine,
        make_document("near", "بحر هادئ نهر واسع جبل"),
        make_document("far", "بحر هادئ نهر واسع جدا جبل"),
        make_document("turned", "نهر هادئ بحر واسع جبل"),
    )
    words = ["بحر", "نهر", "جبل"]
    assert search(engine, tree.Phrase("body_exact", words, slop=2)) == ["near"]
    assert sorted(search(engine, tree.Phrase("body_exact", words, slop=3))) == ["far", "near"]


@pytest.mark.parametrize(("slop", "expected"), [(1, ["a", "b"]), (2, ["a", "b", "far"])])
def test_a_phrase_of_stems_finds_every_form_of_its_words(engine, slop, expected):
    texts = {"a": "الكتاب الكبير", "b": "كتاب كبير", "c": "كبير كتاب", "far": "كتابه في كبير"}
    rebuild(engine, *(make_document(name, text) for name, text in texts.items()))
    assert sorted(search(engine, tree.Phrase("body_stem", ["كتاب", "كبير"], slop=slop))) == expected


def test_a_phrase_with_slop_scores_by_the_places_it_can_be_read_from(engine):
    oracle = Oracle([make_document("a", "بحر بحر نهر نهر"), make_document("b", "بحر نهر نهر نهر")])
    rebuild(engine, *oracle.documents.values())
    assert_agrees(engine, oracle, EngineQuery(tree.Phrase("body_exact", ["بحر", "نهر"], slop=3)))


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        (tree.Prefix("body_exact", "كت"), r"«كت\*»"),
        (tree.Wildcard("body_exact", "كت*ب*"), r"«كت\*ب\*»"),
        (tree.FuzzyTerm("body_exact", "كتب", maxdist=2), "«كتب~2»"),
    ],
)
def test_what_stands_for_too_many_words_is_refused(engine, node, shown):
    rebuild(engine, make_document("a", "كتاب كتب كتابة"))
    with pytest.raises(TooManyExpansionsError, match=shown):
        search(engine, node, max_expansions=2)
    assert search(engine, node, max_expansions=3) == ["a"]


@pytest.mark.parametrize(
    "node",
    [
        tree.Phrase("body_exact", ["نص", "نص"], slop=3),
        tree.Wildcard("body_exact", "?ص"),
        tree.FuzzyTerm("body_exact", "نصر", maxdist=1),
    ],
)
def test_the_deadline_holds_for_every_kind_of_query(engine, node):
    rebuild(engine, make_document("a", "نص نص"))
    assert search(engine, node) == ["a"]
    with pytest.raises(DeadlineError):
        search(engine, node, deadline=0.0)


@pytest.mark.parametrize(
    "node",
    [
        tree.Phrase("body_exact", ["نص", "بحر"], slop=3),
        tree.Wildcard("body_exact", "*"),
        tree.Wildcard("title_exact", "?ص"),
        tree.FuzzyTerm("title_exact", "نصر", maxdist=2, prefixlength=0),
    ],
)
def test_an_index_of_no_documents_and_an_empty_field_answer(engine, node):
    rebuild(engine)
    assert search(engine, node) == []
    rebuild(engine, make_document("a", "" if node.fieldname == "body_exact" else "نص"))
    assert search(engine, node) == []


def test_a_deadline_ends_a_search(engine):
    rebuild(engine, make_document("a"))
    with pytest.raises(DeadlineError):
        search(engine, tree.Term("body_exact", "نص"), deadline=0.0)


def test_completions_come_commonest_first(engine):
    rebuild(engine, make_document("a", "مدينة مدن"), make_document("b", "مدينة"), make_document("c", "كتاب"))
    with engine.change() as writer:
        writer.add(make_document("d", "نص", title="مدينة"))
        writer.add(make_document("e", "مدينة", title="مدينة"))
        writer.commit()
    found = engine.reader().complete("مد", 5)
    assert [(each.term, each.count) for each in found] == [("مدينه", 4), ("مدن", 1)]
    assert engine.reader().complete("زز", 5) == []
