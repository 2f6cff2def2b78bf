"""Many shards, deep pages and the API: what the contract does not look at."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import random
from pathlib import Path

import pytest
from oracle import Oracle
from whoosh import query as tree

from searchapp.engines.base import EngineQuery, Filters
from searchapp.engines.opensearch_engine import facets
from searchapp.engines.opensearch_engine import reader as readers
from searchapp.engines.opensearch_engine.engine import OpenSearchEngine
from searchapp.model import Document, MarkRule
from searchapp.query import AnyField
from searchapp.reindex import reindex
from searchapp.search import open_service
from searchapp.settings import Settings
from searchapp.web import create_app

WORDS = ["بحر", "مدينة", "سفينة", "ميناء", "كتاب", "وزير", "قطار", "سوق"]

VOLATILE = ("took_ms", "score", "weight")
pytestmark = [pytest.mark.opensearch, pytest.mark.slow]


def make_documents(count: int) -> list[Document]:
    draw = random.Random(3)
    return [
        Document(
            f"a{number:03d}",
            draw.choice(WORDS),
            " ".join(draw.choices(WORDS, k=12)),
            tags=tuple(draw.sample(WORDS, 2)),
            source=f"صحيفة {draw.randrange(40)}",
            date=draw.choice([None, dt.date(2020 + draw.randrange(4), 1 + draw.randrange(12), 3)]),
        )
        for number in range(count)
    ]


def fill(settings: Settings, documents: list[Document]) -> OpenSearchEngine:
    engine = OpenSearchEngine(settings)
    with engine.rebuild() as writer:
        for document in documents:
            writer.add(document)
        writer.commit()
    return engine


def test_marks_are_told_where_the_pieces_of_a_body_were_kept(opensearch_settings: Settings) -> None:
    bodies = {"a": "قرب بَحْرٍ واسع، بحر", "b": "بحر " + "ب" * 300, "c": "قرب النهر"}
    engine = fill(opensearch_settings, [Document(name, "", body) for name, body in bodies.items()])
    query = EngineQuery(tree.Every(), rules=(MarkRule("stem", ("بحر",)),))
    assert engine.reader().search(query).body_marks == ([(4, 10, 1), (17, 20, 1)], None, [])


def test_a_query_that_is_asked_again_is_translated_once(
    opensearch_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = fill(opensearch_settings, [Document("a", "", "بحر"), Document("b", "", "نهر")]).reader()
    made: list[tree.Query] = []
    translate = readers.Translator.translate
    monkeypatch.setattr(
        readers.Translator, "translate", lambda self, node: made.append(node) or translate(self, node)
    )
    one, other = tree.Term("body_stem", "بحر"), tree.Term("body_stem", "نهر")
    asked = [EngineQuery(one), EngineQuery(other), EngineQuery(one, sort="newest"), EngineQuery(other, limit=1)]
    assert [reader.search(query).hits[0][0].id for query in asked] == ["a", "b", "a", "b"]
    assert made == [one, other]


@pytest.mark.parametrize("statistics", ["local", "global"])
def test_many_shards_find_and_count_the_same(
    opensearch_settings: Settings, statistics: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each shard is asked for as few values as are shown, so that only the second question can be exact.
    monkeypatch.setattr(facets, "_WANTED", 1)
    settings = dataclasses.replace(opensearch_settings, opensearch_shards=4, opensearch_statistics=statistics)
    documents = make_documents(200)
    reader, oracle = fill(settings, documents).reader(), Oracle(documents)
    query = EngineQuery(tree.Term("body_stem", "سوق"), Filters(tags=("بحر",)), "newest", limit=500, facet_limit=5)
    total, hits, expected = oracle.search(query)
    result = reader.search(query)
    assert result.total == total
    assert [document.id for document, _ in result.hits] == [name for name, _ in hits]
    assert result.facets == expected


def test_global_statistics_score_as_one_shard_does(opensearch_settings: Settings) -> None:
    documents = make_documents(200)
    query = EngineQuery(tree.Term("body_stem", "سوق"), limit=500)
    one = fill(opensearch_settings, documents).reader().search(query)
    spread = dataclasses.replace(opensearch_settings, opensearch_shards=4, opensearch_statistics="global")
    many = fill(spread, documents).reader().search(query)
    assert [document.id for document, _ in many.hits] == [document.id for document, _ in one.hits]
    assert [score for _, score in many.hits] == pytest.approx([score for _, score in one.hits], rel=1e-6)


@pytest.mark.parametrize("statistics", ["local", "global"])
def test_many_shards_explain_the_scores_that_they_give(opensearch_settings: Settings, statistics: str) -> None:
    settings = dataclasses.replace(opensearch_settings, opensearch_shards=4, opensearch_statistics=statistics)
    reader = fill(settings, make_documents(200)).reader()
    word = AnyField([tree.Term("title_stem", "سوق", 2.0), tree.Term("body_stem", "سوق")])
    query = EngineQuery(tree.Or([word, tree.Phrase("body_exact", ["بحر", "كتاب"])]), limit=500)
    scores = {document.id: score for document, score in reader.search(query).hits}
    explained = reader.explain(query, list(scores))
    assert [sum(parts.weights.values()) for parts in explained if parts] == pytest.approx(
        list(scores.values()), abs=1e-4
    )


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_deep_pages_go_on_where_the_shallow_ones_end(
    opensearch_settings: Settings, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = fill(opensearch_settings, make_documents(60)).reader()
    query = EngineQuery(tree.Term("body_stem", "سوق"), sort=sort, limit=1000)  # type: ignore[arg-type]
    whole = reader.search(query)
    monkeypatch.setattr(readers, "MAX_WINDOW", 7)
    assert reader.search(query) == whole
    for offset in (0, 6, 7, 20, whole.total - 1, whole.total + 50):
        page = reader.search(dataclasses.replace(query, offset=offset, limit=5))
        assert page.hits == whole.hits[offset : offset + 5]
        assert (page.total, page.facets) == (whole.total, whole.facets)


def test_the_api_answers_as_on_the_default_engine(
    opensearch_settings: Settings, sample_settings: Settings, samples: Path
) -> None:
    """All but scores and what hangs on them: the order by relevance."""
    report = reindex(opensearch_settings, [samples])
    assert report.skipped == ()
    answers = []
    for settings in (sample_settings, opensearch_settings):
        http = create_app(settings, open_service(settings)).test_client()
        found = {}
        for path in (
            "search?q=ميناء&sort=newest",
            'search?q="ميناء المرجان"&sort=newest',
            "search?q=مين*&sort=oldest&per_page=3&page=2",
            "search?q=سد OR مياه&sort=newest&source=",
            "search?q=-ميناء&sort=newest&date=2023",
            'search?q="ميناء المرجان" OR مين* OR مراكز~&sort=newest&explain=1',
            "search?q=&sort=oldest&from=2022&to=2023-06&per_page=50",
            "articles/mina-2023-0118",
            "articles/none",
            "sources",
            "suggest?q=مين",
        ):
            answer = http.get(f"/api/v1/{path}")
            found[path] = answer.status_code, strip_volatile(json.loads(answer.text))
        answers.append(found)
    assert answers[0] == answers[1]


def strip_volatile(value: object) -> object:
    """An answer without what differs from one asking to the next, or by engine."""
    if isinstance(value, dict):
        return {name: strip_volatile(each) for name, each in value.items() if name not in VOLATILE}
    return [strip_volatile(each) for each in value] if isinstance(value, list) else value
