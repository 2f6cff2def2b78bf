"""The engine contract, against the oracle: what every engine must give for any documents and any tree."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle
from whoosh import query as tree

from searchapp import arabic
from searchapp.engines.base import Engine, EngineQuery, EngineResult, Filters
from searchapp.errors import DeadlineError, IndexLockedError, NoIndexError, TooManyExpansionsError
from searchapp.fields import EXACT, STEM, TEXT_FIELDS, VALUE_GAP, term_field
from searchapp.model import UNKNOWN, Document
from searchapp.query import AnyField

WORDS = ["كتاب", "الكتاب", "وكتاب", "وزير", "الوزير", "مدينة", "المدينة", "مدن", "بحر", "في", "على", "12", "COVID"]
DAY = dt.date(2024, 5, 6)
EVERYTHING = tree.Every()
IDS = [f"a{number}" for number in range(12)]
SORTS = ["relevance", "newest", "oldest"]
SOURCES = ["صحيفة الميناء", "الوكالة"]

texts = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
documents = st.builds(
    Document,
    id=st.sampled_from(IDS),
    title=texts,
    body=texts,
    captions=st.lists(texts.filter(bool), max_size=2).map(tuple),
    tags=st.lists(st.sampled_from(["بحر", "مدينة كبيرة", "كتاب"]), max_size=2, unique=True).map(tuple),
    source=st.sampled_from([None, *SOURCES]),
    date=st.sampled_from([None, DAY, dt.date(2024, 5, 7), dt.date(2024, 6, 1), dt.date(2023, 1, 31)]),
)
names = st.sampled_from([field.name for field in TEXT_FIELDS])
words = st.sampled_from(WORDS).map(arabic.fold)
near = st.lists(words.map(arabic.stem), max_size=3, unique=True).map(tuple)
patterns = st.sampled_from(["ك?اب", "?تاب", "*كت*", "م*ن*", "مد?ن*", "????", "*", "?", "ال*ه", "c*d", "كتاب", "1?"])
leaves = st.one_of(
    st.builds(
        lambda name, word, boost: tree.Term(term_field(name, EXACT), word, boost),
        names,
        words,
        st.sampled_from([1.0, 2.5]),
    ),
    st.builds(lambda name, word: tree.Term(term_field(name, STEM), arabic.stem(word)), names, words),
    st.builds(
        lambda some, word, boost: AnyField(
            [tree.Term(term_field(name, STEM), arabic.stem(word), boost=share) for name, share in some], boost=boost
        ),
        st.lists(
            st.tuples(names, st.sampled_from([1.0, 2.0, 0.8])), min_size=1, max_size=3, unique_by=lambda x: x[0]
        ),
        words,
        st.sampled_from([1.0, 0.3, 0.0]),
    ),
    st.builds(
        lambda name, some, slop: tree.Phrase(term_field(name, EXACT), some, slop=slop),
        names,
        st.lists(words, min_size=1, max_size=3),
        st.sampled_from([1, 1, 2, 3, VALUE_GAP - 1]),
    ),
    st.builds(lambda name, word: tree.Prefix(term_field(name, EXACT), word[:2]), names, words),
    st.builds(lambda name, text: tree.Wildcard(term_field(name, EXACT), text, boost=0.5), names, patterns),
    st.builds(
        lambda name, word, maxdist, prefixlength: tree.FuzzyTerm(
            term_field(name, EXACT), word, maxdist=maxdist, prefixlength=prefixlength
        ),
        names,
        st.sampled_from([*WORDS, "كاتب", "مدنية", "بحار", "ورير"]).map(arabic.fold),
        st.sampled_from([1, 2]),
        st.sampled_from([0, 1, 3]),
    ),
    st.builds(
        lambda start, end, inside: tree.NumericRange("date", start, end, startexcl=inside),
        st.sampled_from([None, 20230131, 20240507]),
        st.sampled_from([None, 20240506, 20241231]),
        st.booleans(),
    ),
    st.just(tree.Every()),
    st.just(tree.NullQuery),
)
trees = st.recursive(
    leaves,
    lambda children: st.one_of(
        st.lists(children, min_size=1, max_size=3).map(tree.Or),
        st.lists(st.one_of(children, children.map(tree.Not)), min_size=1, max_size=3).map(tree.And),
        children.map(tree.Not),
        st.tuples(children, children).map(lambda pair: tree.AndMaybe(*pair)),
    ),
    max_leaves=5,
)
filters = st.builds(
    Filters,
    sources=st.lists(st.sampled_from([*SOURCES, UNKNOWN, "لا أحد"]), max_size=2, unique=True).map(tuple),
    tags=st.lists(st.sampled_from(["بحر", "كتاب", UNKNOWN]), max_size=2, unique=True).map(tuple),
    dates=st.lists(st.sampled_from(["2024", "2024-06", "2023", UNKNOWN]), max_size=2, unique=True).map(tuple),
    date_from=st.sampled_from([None, DAY]),
    date_to=st.sampled_from([None, dt.date(2024, 5, 31)]),
)


@pytest.fixture
def engine(each_engine: Engine) -> Engine:
    return each_engine


def make_document(name: str, body: str = "نص", **values: object) -> Document:
    return replace(Document(id=name, title="", body=body), **values)  # type: ignore[arg-type]


def rebuild(engine: Engine, *some: Document) -> None:
    with engine.rebuild() as writer:
        for document in some:
            writer.add(document)
        writer.commit()


def search(engine: Engine, node: tree.Query = EVERYTHING, **options: object) -> list[str]:
    query = EngineQuery(node, **options)  # type: ignore[arg-type]
    return [document.id for document, _ in engine.reader().search(query).hits]


def assert_agrees(engine: Engine, oracle: Oracle, query: EngineQuery) -> None:
    total, hits, facets = oracle.search(query)
    result = engine.reader().search(query)
    assert result.total == total
    if engine.name == "opensearch" and query.sort == "relevance":
        assert_ranks_all(engine, query, result, {name for name, _ in hits})
    else:
        expected = hits[query.offset : query.offset + query.limit]
        assert [document.id for document, _ in result.hits] == [name for name, _ in expected]
        if engine.name != "opensearch":
            assert [score for _, score in result.hits] == pytest.approx([score for _, score in expected], rel=1e-6)
    for facet, values in result.facets.items():
        assert {each.value: each.count for each in values if each.count} == facets[facet]


def assert_ranks_all(engine: Engine, query: EngineQuery, result: EngineResult, names: set[str]) -> None:
    """What an engine keeps whose scores are only near the oracle's: it finds the same, in the order of its scores."""
    everything = engine.reader().search(replace(query, offset=0, limit=1000)).hits
    assert {document.id for document, _ in everything} == names
    assert result.hits == everything[query.offset : query.offset + query.limit]
    keys = [(-score, -(document.date or dt.date.min).toordinal(), document.id) for document, score in everything]
    assert keys == sorted(keys)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    st.lists(documents, max_size=10),
    st.lists(
        st.tuples(st.lists(documents, max_size=4), st.sets(st.sampled_from(IDS), max_size=3)),
        max_size=2,
    ),
    st.lists(
        st.tuples(trees, filters, st.sampled_from(SORTS), st.integers(0, 3), near),
        min_size=4,
        max_size=8,
    ),
)
def test_any_search_agrees_with_the_oracle_after_any_changes(engine, first, changes, queries):
    """Hits, totals, order, scores and facets, over one segment and over several with deletions."""
    oracle = Oracle(reversed(first))  # a rebuild keeps the first of two with one id
    rebuild(engine, *first)
    for added, deleted in changes:
        with engine.change() as writer:
            for document in added:
                assert writer.add(document)
                oracle.documents[document.id] = document
            for name in sorted(deleted):
                assert writer.delete(name) == (oracle.documents.pop(name, None) is not None)
            writer.commit()
    assert engine.reader().documents == len(oracle.documents)
    assert engine.check().whole
    for node, chosen, sort, offset, terms in queries:
        assert_agrees(engine, oracle, EngineQuery(node, chosen, sort, offset=offset, limit=4, near=terms))


def test_a_missing_index_is_an_error_with_the_cure(engine):
    with pytest.raises(NoIndexError, match="searchapp reindex"):
        engine.reader()
    assert engine.status().documents == 0


def test_a_document_comes_back_whole(engine):
    document = Document(
        "٧/x y",
        "عنوان",
        "نصّ\n\nالفقرة",
        ("صورة",),
        ("وسم",),
        "مصدر",
        DAY,
        "كاتب",
        "https://example.org",
        "a/b.txt",
        "m1",
    )
    rebuild(engine, document)
    assert engine.reader().get("٧/x y") == document
    assert engine.reader().get("٧") is None


def test_an_index_of_no_documents_answers(engine):
    rebuild(engine)
    result = engine.reader().search(EngineQuery(tree.Every()))
    assert (result.total, result.hits) == (0, ())


def test_a_rebuild_replaces_everything(engine):
    rebuild(engine, make_document("old"))
    rebuild(engine, make_document("new"))
    assert search(engine) == ["new"]


def test_a_rebuild_refuses_a_second_document_with_one_id(engine):
    with engine.rebuild() as writer:
        assert writer.add(make_document("a", "أول"))
        assert not writer.add(make_document("a", "ثان"))
        writer.commit()
    assert engine.reader().get("a").body == "أول"


def test_nothing_is_seen_before_the_commit_and_nothing_of_an_abandoned_write(engine):
    rebuild(engine, make_document("a"))
    with engine.change() as writer:
        writer.add(make_document("b"))
        assert search(engine) == ["a"]
    assert search(engine) == ["a"]
    assert search(engine) == ["a"]


def test_a_second_writer_is_told_who_is_first(engine):
    with engine.rebuild(), pytest.raises(IndexLockedError, match="process"):
        engine.change()
    with engine.change() as writer:
        writer.commit()


def test_a_reader_keeps_its_generation_while_others_commit(engine):
    rebuild(engine, make_document("a", "بحر"))
    reader = engine.reader()
    for number in range(4):
        rebuild(engine, make_document(f"b{number}"))
    assert [document.id for document, _ in reader.search(EngineQuery(tree.Every())).hits] == ["a"]
    assert search(engine) == ["b3"]


def test_the_reader_is_the_same_until_something_changes(engine):
    rebuild(engine, make_document("a"))
    assert engine.reader() is engine.reader()


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


def test_dates_are_listed_newest_first_a_year_before_its_months(engine):
    days = [dt.date(2023, 1, 31), dt.date(2024, 6, 1), DAY, None]
    rebuild(engine, *(make_document(f"a{place}", date=day) for place, day in enumerate(days)))
    values = [each.value for each in engine.reader().search(EngineQuery(tree.Every())).facets["date"]]
    assert values == ["2024", "2024-06", "2024-05", "2023", "2023-01", UNKNOWN]


@pytest.mark.parametrize("slop", [1, VALUE_GAP - 1])
def test_no_slop_reaches_from_one_caption_into_the_next(engine, slop):
    rebuild(engine, make_document("a", captions=("ميناء", "كبير")), make_document("b", captions=("ميناء كبير",)))
    assert search(engine, tree.Phrase("captions_exact", ["ميناء", "كبير"], slop=slop)) == ["b"]


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
