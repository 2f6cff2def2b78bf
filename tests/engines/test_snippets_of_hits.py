"""Snippets that are cut from stored bytes are those that are made of the texts."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as tree

from searchapp.arabic import index_terms
from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.highlight import MARKED_CHARS, SNIPPET_CHARS, make_snippets
from searchapp.model import Document, MarkRule, Snippet

pytestmark = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not installed")

RULES = tuple(MarkRule("exact", (word,)) for word in ("بحر", "نهر", "ال", "17"))
FILL = "كلام طويل جدا عن أشياء كثيرة، و" * 9

WORDS = ["بحر", "نهر", "الـ17", "«بحر»،", "س" * 100, "ص" * 230, "\n\n", "\xa0", "  ", "x" * 300, "بَحر", "漢"]
FILLS = st.integers(1, 120).map(lambda count: "كلمة، و"[: count % 8] + "كلام" * (count // 8) + " كلام" * (count % 50))
"""Words between those that are marked, so that places of any width stand next to each other."""
TEXTS = st.lists(st.sampled_from(WORDS[:4]) | FILLS | st.sampled_from(WORDS), max_size=25)
BODIES = st.builds(str.join, st.sampled_from([" ", " ", "الـ17"]), TEXTS)
OTHERS = st.lists(st.sampled_from(["بحر نهر", "كلام", "س" * 230]), max_size=1).map(tuple)
DOCUMENTS = st.builds(Document, st.just(""), st.sampled_from(["نهر", ""]), BODIES, OTHERS, OTHERS)


@pytest.fixture
def prepared(engine: WhooshEngine) -> WhooshEngine:
    engine.prepare()
    return engine


def search(engine: WhooshEngine, documents: list[Document], rules: tuple[MarkRule, ...] = RULES):
    with engine.rebuild() as writer:
        for number, document in enumerate(documents):
            writer.add(Document(f"a{number}", document.title, document.body, document.captions, document.tags))
        writer.commit()
    return engine.reader().search(EngineQuery(tree.Every(), rules=rules, snippets=True, limit=100))


def list_texts(document: Document) -> list[tuple[str, str]]:
    texts = [("captions", each) for each in document.captions] + [("tags", each) for each in document.tags]
    return [("body", document.body), *texts] if document.body else texts


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=[*HealthCheck])
@given(st.lists(DOCUMENTS, min_size=1, max_size=4))
def test_the_snippets_of_hits_are_those_of_their_texts(prepared, documents):
    result = search(prepared, documents)
    assert len(result.snippets) == len(result.hits)
    for (document, _), snippets in zip(result.hits, result.snippets, strict=True):
        assert snippets is None or snippets == make_snippets(list_texts(document), RULES)


@pytest.mark.parametrize("text", ["بحر {} الـ17 كلام", "الـ17 ال {} بحر"])
def test_marks_that_touch_stay_together_at_the_edge_of_a_snippet(prepared, text):
    fills = ["س " * (count // 2) + "س" * (count % 2) for count in range(SNIPPET_CHARS - 25, SNIPPET_CHARS + 5)]
    result = search(prepared, [Document("", "", text.format(fill)) for fill in fills])
    for (document, _), snippets in zip(result.hits, result.snippets, strict=True):
        assert snippets == make_snippets(list_texts(document), RULES)


def test_a_snippet_is_cut_where_no_text_is_looked_at_for_marks(prepared, monkeypatch):
    body = "كلام " * (MARKED_CHARS // 5 + 100) + "بحر"
    result = search(prepared, [Document("", "", body)])
    monkeypatch.setattr("searchapp.highlight.marks.MARKED_CHARS", len(body))
    assert result.snippets == (make_snippets([("body", body)], RULES),)
    assert result.snippets[0][0].marks


def test_snippets_are_cut_of_ordinary_bodies(prepared):
    """None is an answer too, so the property alone would let an engine cut nothing."""
    result = search(prepared, [Document("", "نهر", f"قرب بحر، {FILL} نهر"), Document("", "", FILL, tags=("كلام",))])
    (first, second), (begun,) = result.snippets
    assert (first.marks, begun.marks) == (((4, 7),), ())
    assert second.text.endswith(" نهر")
    assert begun == Snippet("body", FILL[: len(begun.text)], ())
    assert result.title_marks == ([(0, 3, 2)], [])
    assert result.body_marks == (None, None)


@pytest.mark.parametrize(
    "document",
    [
        Document("", "", "", ("بحر",)),
        Document("", "", "بحر", ("نهر",)),
        Document("", "", "بحر", (), ("نهر",)),
        Document("", "", "بحر 漢"),
        Document("", "", f"بحر {'ص' * 230}", tags=("بحر",)),
    ],
)
def test_what_more_than_a_body_may_show_is_left_with_its_marks(prepared, document):
    result = search(prepared, [document])
    assert result.snippets == (None,)
    assert result.body_marks == ([(0, 3, 1)] if document.body else [],)


def test_a_word_that_is_longer_than_a_snippet_is_left(prepared):
    word = "ص" * (SNIPPET_CHARS + 1)
    result = search(prepared, [Document("", "", word)], (MarkRule("exact", tuple(index_terms(word))),))
    assert (result.snippets, result.body_marks) == ((None,), ([(0, len(word), 1)],))


def test_without_compiled_loops_marks_are_told_instead(engine):
    result = search(engine, [Document("", "", "بحر")])
    assert (result.snippets, result.body_marks) == ((None,), ([(0, 3, 1)],))
