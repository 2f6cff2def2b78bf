"""Hits that come with the pieces of their bodies are marked, and their snippets cut, as their texts are."""

from __future__ import annotations

import importlib.util

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import index_terms, split_words, stem
from searchapp.engines.opensearch_engine.entries import Stored, read_document, store_document
from searchapp.engines.opensearch_engine.marks import load_cutter, mark_hits
from searchapp.engines.packed_documents import pack_document
from searchapp.engines.snippets import HitMarks
from searchapp.highlight import MarkRules, find_marks, make_snippets
from searchapp.model import Document, MarkRule, Snippet

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not installed")

FILL = "كلام طويل جدا عن أشياء كثيرة، و" * 9
WORDS = ["بحر", "نهر", "الـ17", "«بحر»،", FILL, "ص" * 230, "\n\n", "  ", "بَحر", "漢", "البحر"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
OTHERS = st.lists(st.sampled_from(["بحر نهر", "كلام", "س" * 230]), max_size=2).map(tuple)
DOCUMENTS = st.builds(Document, st.just(""), st.sampled_from(["نهر", ""]), TEXTS, OTHERS, OTHERS)
KINDS = st.sampled_from(["exact", "stem", "prefix"])
RULES = st.lists(
    st.builds(MarkRule, KINDS, st.sampled_from(["بحر", "نهر", "17"]).map(lambda word: (word,))), max_size=3
)


def store(document: Document, *, known: bool = True) -> Stored:
    """As the cluster gives it back."""
    pieces = split_words(document.body)[1]
    kept = known and max(pieces) < 256
    return read_document(store_document(pack_document(document), bytes(pieces) if kept else b""))


def sort_rules(documents: list[Document], rules: list[MarkRule]) -> MarkRules:
    texts = [text for each in documents for _, text in [("title", each.title), *list_texts(each)]]
    forms = {form for text in texts for form in index_terms(text)}
    return MarkRules(rules, list_forms=lambda wanted: [form for form in forms if stem(form) == wanted])


def list_texts(document: Document) -> list[tuple[str, str]]:
    texts = [("captions", each) for each in document.captions] + [("tags", each) for each in document.tags]
    return [("body", document.body), *texts] if document.body else texts


@needs_numba
@given(st.lists(st.tuples(DOCUMENTS, st.booleans()), max_size=4), RULES)
def test_marks_and_snippets_are_those_of_the_texts(
    chosen: list[tuple[Document, bool]], rules: list[MarkRule]
) -> None:
    documents = [document for document, _ in chosen]
    hits = [store(document, known=known) for document, known in chosen]
    found = mark_hits(hits, sort_rules(documents, rules), load_cutter())
    assert list(found.title_marks) == [find_marks("title", document.title, rules) for document in documents]
    snippets = found.snippets or (None,) * len(hits)
    for hit, marks, cut in zip(hits, found.body_marks, snippets, strict=True):
        assert marks is None or marks == find_marks("body", hit.document.body, rules)
        assert marks is not None or cut is not None or not hit.pieces
        assert cut is None or cut == make_snippets(list_texts(hit.document), rules)


@needs_numba
def test_snippets_are_cut_of_ordinary_bodies() -> None:
    """None is an answer too, so the property alone would let nothing be cut."""
    documents = [Document("", "نهر", f"قرب بحر، {FILL} نهر"), Document("", "", FILL, tags=("كلام",))]
    found = mark_hits(list(map(store, documents)), MarkRules([MarkRule("exact", ("بحر",))]), load_cutter())
    (first,), (begun,) = found.snippets
    assert first.marks == ((4, 7),)
    assert begun == Snippet("body", FILL[: len(begun.text)], ())
    assert found.body_marks == (None, None)


@needs_numba
@pytest.mark.parametrize(
    "document",
    [
        Document("", "", "", ("بحر",)),
        Document("", "", "بحر", ("نهر",)),
        Document("", "", "بحر", (), ("نهر",)),
        Document("", "", "بحر 漢"),
    ],
)
def test_what_more_than_a_body_may_show_is_left_with_its_marks(document: Document) -> None:
    rules = MarkRules([MarkRule("exact", ("بحر",)), MarkRule("exact", ("نهر",))])
    found = mark_hits([store(document)], rules, load_cutter())
    assert (found.snippets, found.body_marks) == ((None,), ([(0, 3, 1)] if document.body else [],))


def test_without_compiled_loops_marks_are_told_instead() -> None:
    found = mark_hits([store(Document("", "", "بحر"))], MarkRules([MarkRule("exact", ("بحر",))]), None)
    assert found == HitMarks(([],), ([(0, 3, 1)],))
