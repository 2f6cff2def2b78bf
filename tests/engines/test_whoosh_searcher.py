"""Whoosh's own searcher over the engine's index: a second oracle, and what users' Whoosh tools rely on."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh import index, query
from whoosh.searching import Searcher

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.schema import make_schema
from searchapp.model import Document

TEXTS = ["مدينة كبيرة على البحر", "المدينة القديمة", "بحر وبحر", "كتاب عن المدينة الكبيرة", "", "مدينة مدينة البحر"]


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    """Several segments, an update and a deletion."""
    engine = WhooshEngine(tmp_path)
    with engine.rebuild() as writer:
        for number, text in enumerate(TEXTS):
            writer.add(Document(f"a{number}", text[:7], text, captions=(text, "صورة") if text else ()))
        writer.commit()
    with engine.change() as writer:
        writer.delete("a1")
        writer.add(Document("a2", "جديد", "نص جديد عن البحر"))
        writer.commit()
    return engine


@pytest.fixture
def searcher(engine: WhooshEngine, tmp_path: Path) -> Searcher:
    return index.open_dir(str(tmp_path / engine.reader().generation), schema=make_schema()).searcher()


QUERIES = [
    query.Term("body_exact", "البحر"),
    query.Term("title_stem", "مدين"),
    query.Term("id", "a3"),
    query.Phrase("body_exact", ["مدينه", "البحر"]),
    query.Phrase("captions_exact", ["البحر", "صوره"]),
    query.Phrase("body_exact", ["مدينه", "البحر"], slop=3),
    query.Prefix("body_exact", "الم"),
    query.Wildcard("body_exact", "*دين?"),
    query.FuzzyTerm("body_exact", "كبيرن", maxdist=2, prefixlength=1),
    query.And([query.Term("body_exact", "البحر"), query.Not(query.Term("body_exact", "كبيره"))]),
    query.Or([query.Term("body_exact", "كتاب"), query.Term("body_exact", "جديد")]),
    query.AndMaybe(
        query.Term("body_stem", "مدين"), query.ConstantScoreQuery(query.Term("body_exact", "المدينه"), 100.0)
    ),
    query.Every(),
]


@pytest.mark.parametrize("node", QUERIES, ids=str)
def test_whoosh_finds_the_same_documents(engine, searcher, node):
    expected = {hit["id"] for hit in searcher.search(node, limit=None)}
    if node == query.Term("id", "a3"):
        assert expected == {"a3"}
        return
    found = {document.id for document, _ in engine.reader().search(EngineQuery(node, limit=100)).hits}
    assert found == expected


def test_whoosh_scores_as_its_own_index_would(engine, searcher):
    """Its BM25F runs on the codec's statistics: more of a rare word scores more."""
    hits = searcher.search(query.Term("body_exact", "مدينه"))
    assert [hit["id"] for hit in hits] == ["a5", "a0"]
    assert hits[0].score > hits[1].score > 0


def test_whoosh_steps_through_the_terms(searcher):
    reader = searcher.reader()
    terms = [text for name, text in reader.all_terms() if name == "body_exact"]
    assert terms == sorted(terms)
    assert "كتاب".encode() in terms
    assert reader.doc_frequency("body_exact", "البحر") == 3
    assert searcher.search(query.FuzzyTerm("body_exact", "كتابت"))[0]["id"] == "a3"


def test_a_hit_has_the_stored_fields(searcher):
    hit = searcher.search(query.Term("body_exact", "كتاب"))[0]
    assert (hit["id"], hit["title"], hit["captions"]) == ("a3", TEXTS[3][:7], (TEXTS[3], "صورة"))
