"""The engine contract over archives in which words are rare: what the default engine does with few documents of many,
against the oracle.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

import pytest
from contract import DAY, EVERYTHING, SOURCES, VOCALIZED, WORDS, besides, filters, make_document, near, trees
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle
from whoosh import query as tree

from searchapp.engines.base import SECOND_LOOK_HITS, Engine, EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.reader import WhooshReader
from searchapp.engines.whoosh_engine.searching import columns
from searchapp.engines.whoosh_engine.searching.columns import Columns
from searchapp.errors import TooManyExpansionsError
from searchapp.model import Document
from searchapp.query import AnyField, NearWord

FILLERS = ["جبل", "سهل", "نهر", "ريح", "غيم", "شجر", "حجر", "طريق"]
STEM_FIELDS = ("title_stem", "body_stem")


@pytest.fixture(params=["NumPy", "prepared"])
def engine(request: pytest.FixtureRequest, engine: WhooshEngine) -> WhooshEngine:
    if request.param == "prepared":
        engine.prepare()
    return engine


def make_archive(seed: int, size: int, share: float) -> list[Document]:
    """Documents with ids in no order, in each of whose places one of the contract's words stands with this chance."""
    draw = random.Random(seed)

    def write(most: int) -> str:
        words = ([*WORDS, *VOCALIZED] if draw.random() < share else FILLERS for _ in range(draw.randint(0, most)))
        return " ".join(map(draw.choice, words))

    return [
        make_document(
            f"a{number}",
            write(12),
            title=write(4),
            tags=(draw.choice(WORDS),) if draw.random() < share else (),
            source=draw.choice([None, *SOURCES]),
            date=draw.choice([None, DAY, DAY + dt.timedelta(draw.randint(1, 400))]),
        )
        for number in draw.sample(range(size), size)
    ]


def commit(engine: Engine, batches: Sequence[Sequence[Document]], deleted: Sequence[str] = ()) -> Oracle:
    """Write each batch in a commit of its own and delete some documents after; the oracle that knows the same."""
    with engine.rebuild() as writer:
        writer.commit()
    for batch in batches:
        with engine.change() as writer:
            for document in batch:
                writer.add(document)
            writer.commit()
    with engine.change() as writer:
        for name in deleted:
            writer.delete(name)
        writer.commit()
    oracle = Oracle(document for batch in batches for document in batch)
    for name in deleted:
        del oracle.documents[name]
    return oracle


def assert_all_agrees(engine: Engine, oracle: Oracle, node: tree.Query, **options: Any) -> None:
    """Totals, facets, every hit and its score are the oracle's, and the order is that of the scores."""
    query = EngineQuery(node, limit=1000, **options)
    total, hits, facets = oracle.search(query)
    result = engine.reader().search(query)
    assert (result.total, result.facets) == (total, facets)
    scores = {document.id: score for document, score in result.hits}
    assert scores.keys() == dict(hits).keys()
    assert scores == pytest.approx(dict(hits), rel=1e-5)
    keys = [(-score, -(document.date or dt.date.min).toordinal(), document.id) for document, score in result.hits]
    assert keys == sorted(keys)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    st.integers(0, 1000),
    st.integers(40, 400),
    st.sampled_from([0.005, 0.02, 0.1]),
    st.integers(1, 4),
    st.lists(st.tuples(trees, filters, near, besides), min_size=6, max_size=10),
)
def test_any_search_of_a_larger_archive_agrees_with_the_oracle(engine, seed, size, share, commits, queries):
    archive = make_archive(seed, size, share)
    batches = [archive[start::commits] for start in range(commits)]
    oracle = commit(engine, batches, [document.id for document in archive[::7]])
    for node, chosen, terms, more in queries:
        assert_all_agrees(engine, oracle, node, filters=chosen, near=terms, besides=more)


@pytest.fixture
def filled(engine: Engine) -> tuple[Engine, Oracle]:
    archive = make_archive(5, 400, 0.04)
    return engine, commit(engine, [archive[start::3] for start in range(3)], [archive[7].id, archive[30].id])


@pytest.mark.parametrize(
    "other",
    [
        tree.Phrase("body_exact", ["سهل", "جبل", "ريح"]),
        tree.Prefix("title_exact", "كت"),
        tree.ConstantScoreQuery(tree.Term("title_exact", "وزير"), 3.0),
    ],
)
def test_a_rare_word_or_what_is_no_word_finds_both(filled, other):
    engine, oracle = filled
    word = tree.Term("body_exact", "بحر")
    alone, both = (oracle.search(EngineQuery(node))[0] for node in (word, tree.Or([word, other])))
    assert 0 < alone < both < 400 // 16
    assert_all_agrees(engine, oracle, tree.Or([word, other]))


def test_a_document_that_holds_several_words_of_a_rare_beginning_is_found_once(engine):
    fillers = [make_document(f"b{number}", "جبل") for number in range(150)]
    oracle = commit(engine, [[make_document("a", "مدينة مدن مداد"), *fillers], [make_document("c", "مدن")]])
    assert_all_agrees(engine, oracle, tree.Prefix("body_exact", "مد"))


@pytest.mark.parametrize("commits", [1, 3])
def test_of_equal_hits_the_newest_and_then_the_first_by_id_are_looked_at_again(engine, commits):
    days = [None, DAY, DAY + dt.timedelta(1)]
    draw = random.Random(3)
    archive = [
        make_document(f"a{n:03d}", "بحر نهر جبل", date=draw.choice(days)) for n in draw.sample(range(250), 250)
    ]
    oracle = commit(engine, [archive[start::commits] for start in range(commits)])
    more = tree.Term("body_exact", "نهر")
    assert_all_agrees(engine, oracle, tree.Term("body_exact", "بحر"), besides=more)
    first = oracle.search(EngineQuery(tree.Term("body_exact", "بحر"), besides=more))[1]
    assert first[SECOND_LOOK_HITS - 1][1] > first[SECOND_LOOK_HITS][1]


def test_an_expansion_is_counted_over_all_commits(engine):
    commit(engine, [[make_document("a", "مدا مدب نهر")], [make_document("b", "مدت مدث نهر")]])
    node = tree.Prefix("body_exact", "مد")
    assert engine.reader().search(EngineQuery(node, max_expansions=4)).total == 2
    with pytest.raises(TooManyExpansionsError):
        engine.reader().search(EngineQuery(node, max_expansions=3))


def test_a_word_of_two_commits_is_one_expansion(engine):
    commit(engine, [[make_document("a", "مدا مدب")], [make_document("b", "مدا مدب")]])
    assert engine.reader().search(EngineQuery(tree.Prefix("body_exact", "مد"), max_expansions=2)).total == 2


def test_a_field_of_long_texts_is_read_beside_one_of_short_ones(engine):
    """Numbers beyond 255 and 65,535 stand in wider arrays than those of the other fields."""
    often = make_document("a", "جبل " * 66_000 + "بحر " * 300, title="بحر جبل")
    oracle = commit(engine, [[often, make_document("b", "بحر نهر", title="نهر"), make_document("c", "نهر بحر بحر")]])
    for node in (
        tree.Term("body_stem", "بحر"),
        AnyField([tree.Term(field, "بحر") for field in STEM_FIELDS]),
        tree.Phrase("body_exact", ["جبل", "بحر"]),
    ):
        assert_all_agrees(engine, oracle, node, near=(NearWord("بحر", ("بحر",)), NearWord("نهر", ("نهر",))))


@pytest.mark.parametrize("few", [0, 1000])
def test_ids_of_several_commits_are_ranked_as_one(folder, monkeypatch, few):
    monkeypatch.setattr(columns, "_FEW", few)
    engine = WhooshEngine(folder)
    archive = make_archive(2, 40, 0.1)
    commit(engine, [archive[start::3] for start in range(3)])
    reader = engine.reader()
    assert isinstance(reader, WhooshReader)
    assert len(reader.postings.segments) == 3
    found = Columns(reader.postings.segments, reader.postings.size)
    names = {reader.postings.read_document(number).id: number for number in range(40)}
    ordered = [names[name] for name in sorted(names)]
    ranks = found.rank_ids(found.live)
    assert sorted(range(40), key=ranks.__getitem__) == ordered
    assert engine.reader().search(EngineQuery(EVERYTHING)).total == 40
