"""Marks from positions and kept places are those that analysis of the text finds."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query as tree

from searchapp import arabic
from searchapp.arabic.scanning.scan import make_scanner
from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.files.records import pack_places, pack_record, read_pieces
from searchapp.highlight import find_marks
from searchapp.model import Document, MarkRule

PIECES = st.sampled_from(
    ["كِتَاب", "كُتّاب", "كتابٌ", "الكتاب", "بحر", "جونغ-أون", "ـ", "\u200f", " ", "\n\n", "3.5", "_", "، ", "x" * 300]
)
TEXTS = st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=30)
TERMS = st.sampled_from(["كتاب", "الكتاب", "بحر", "جونغ", "اون", "3.5", "غائب"])
VOCALIZED = TERMS | st.sampled_from(["كِتاب", "كتابُ"]).map(arabic.vocalize)
FIELDS = st.sampled_from([None, frozenset({"body"}), frozenset({"title"})])
RULES = st.one_of(
    st.builds(
        MarkRule,
        form=st.sampled_from(["exact", "stem", "prefix"]),
        terms=st.lists(TERMS, min_size=1, max_size=3).map(tuple),
        fields=FIELDS,
    ),
    st.builds(
        MarkRule,
        st.just("exact"),
        st.lists(VOCALIZED, min_size=1, max_size=3).map(tuple),
        FIELDS,
        st.sampled_from([1, 3]),
    ),
    st.builds(MarkRule, st.sampled_from(["wildcard", "fuzzy"]), st.sampled_from([("ك?اب",), ("بحار",)]), FIELDS),
)


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=[*HealthCheck])
@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TEXTS, max_size=2), st.lists(RULES, max_size=4))
def test_the_marks_of_hits_are_those_of_their_texts(engine, first, more, rules):
    with engine.rebuild() as writer:
        for number, text in enumerate(first):
            writer.add(Document(f"a{number}", first[number - 1], text))
        writer.commit()
    with engine.change() as writer:
        for number, text in enumerate(more):
            writer.add(Document(f"b{number}", text, ""))
        writer.commit()
    result = engine.reader().search(EngineQuery(tree.Every(), rules=tuple(rules), limit=20))
    assert len(result.body_marks) == len(result.title_marks) == len(result.hits)
    for (document, _), marks, of_title in zip(result.hits, result.body_marks, result.title_marks, strict=True):
        assert marks is None or marks == find_marks("body", document.body, rules)
        assert of_title is None or of_title == find_marks("title", document.title, rules)


def test_marks_are_told_for_ordinary_texts(engine):
    """None is an answer too, so the property alone would let an engine tell nothing."""
    with engine.rebuild() as writer:
        writer.add(Document("a", "ـ البحر", "قرب بَحْرٍ واسع، بحر"))
        writer.commit()
    result = engine.reader().search(EngineQuery(tree.Every(), rules=(MarkRule("stem", ("بحر",)),)))
    assert result.body_marks == ([(4, 10, 1), (17, 20, 1)],)
    assert result.title_marks == ([(2, 7, 1)],)


def test_titles_and_bodies_are_told_each_for_itself(engine):
    """A word that is longer than a byte says, and a rule that stands for many words, keep the other from no one."""
    with engine.rebuild() as writer:
        writer.add(Document("a", "x" * 300, "بحر"))
        writer.add(Document("b", "بحر", "x" * 300 + " بحر"))
        writer.commit()
    titles = MarkRule("prefix", ("بح",), frozenset({"title"}))
    bodies = MarkRule("exact", ("بحر",), frozenset({"body"}))
    reader = engine.reader()
    told = reader.search(EngineQuery(tree.Every(), rules=(bodies,)))
    assert (told.title_marks, told.body_marks) == ((None, []), ([(0, 3, 1)], None))
    told = reader.search(EngineQuery(tree.Every(), rules=(titles, bodies)))
    assert (told.title_marks, told.body_marks) == ((None, None), ([(0, 3, 2)], None))


@given(TEXTS)
def test_kept_places_are_those_of_the_words(text):
    words = [(token.start, token.end) for token in arabic.analyze(text)]
    edges = [0, *chain.from_iterable(words), len(text)]
    scanned = make_scanner(compiled=False).scan([text, ""]).pieces
    ends = read_pieces(pack_record(b"", *pack_places(scanned)), 0).cumsum()
    kept = [(start, end) for start, end in zip(ends[0::2].tolist(), ends[1::2].tolist(), strict=True) if start < end]
    assert kept == ([] if max(end - start for start, end in pairwise(edges)) > 255 else words)
