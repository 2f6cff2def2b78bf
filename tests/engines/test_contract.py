"""The engine contract: what every engine must give for any documents and any tree, against the oracle."""

from __future__ import annotations

import pytest
from contract import (
    DAY,
    IDS,
    SORTS,
    assert_agrees,
    besides,
    documents,
    filters,
    make_document,
    near,
    rebuild,
    search,
    trees,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle
from whoosh import query as tree

from searchapp.engines.base import Engine, EngineQuery
from searchapp.errors import IndexLockedError, NoIndexError
from searchapp.model import Document


@pytest.fixture
def engine(each_engine: Engine) -> Engine:
    return each_engine


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    st.lists(documents, max_size=10),
    st.lists(
        st.tuples(st.lists(documents, max_size=4), st.sets(st.sampled_from(IDS), max_size=3)),
        max_size=2,
    ),
    st.lists(
        st.tuples(trees, filters, st.sampled_from(SORTS), st.integers(0, 3), near, besides, st.sampled_from([1, 50])),
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
    for node, chosen, sort, offset, terms, more, values in queries:
        query = EngineQuery(node, chosen, sort, offset=offset, limit=4, facet_limit=values, near=terms, besides=more)
        assert_agrees(engine, oracle, query)


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
