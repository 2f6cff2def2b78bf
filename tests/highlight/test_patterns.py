"""What wildcards, fuzzy words and phrases with slop mark, against the oracle's plain reading of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from oracle import list_places, reads_on, stands_for
from whoosh.query import FuzzyTerm, Wildcard

from searchapp import arabic
from searchapp.highlight import mark_text
from searchapp.model import MarkRule

WORDS = ["كتاب", "كِتاب", "كُتّاب", "كاتب", "مكتبة", "بحر", "بحار", "نهر"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=9)


def list_marked(words: list[str], rule: MarkRule) -> list[int]:
    """The places of the words that are marked."""
    text = " ".join(words)
    starts = [token.start for token in arabic.analyze(text)]
    return [starts.index(start) for start, _ in mark_text("body", text, [rule])]


@given(TEXTS, st.sampled_from(["ك?تب", "*كت*", "ب*ر", "????"]))
def test_a_wildcard_marks_what_it_stands_for(words, pattern):
    exact = [arabic.fold(word) for word in words]
    expected = [place for place, word in enumerate(exact) if stands_for(Wildcard("", pattern), word)]
    assert list_marked(words, MarkRule("wildcard", (pattern,))) == expected


@given(TEXTS, st.sampled_from(["كتاب", "بحار", "نهار"]), st.integers(1, 2))
def test_a_fuzzy_word_marks_what_it_stands_for(words, near, distance):
    node = FuzzyTerm("", near, maxdist=distance, prefixlength=arabic.FUZZY_PREFIX_CHARS)
    expected = [place for place, word in enumerate(map(arabic.fold, words)) if stands_for(node, word)]
    assert list_marked(words, MarkRule("fuzzy", (near,), distance=distance)) == expected


PHRASES = st.lists(st.sampled_from(["كتاب", "كُتاب", "بحر", "نهر"]).map(arabic.vocalize), min_size=2, max_size=3)


@given(TEXTS, PHRASES, st.integers(1, 4))
def test_a_phrase_with_slop_marks_the_words_of_its_places(words, phrase, slop):
    """Each mark is one of its words, and every place that it can be read from is marked."""
    positions: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        positions.setdefault(arabic.vocalize(word), []).append(place)
    starts = [place for place in list_places(positions, phrase[0]) if reads_on(positions, phrase[1:], place, slop)]
    marked = list_marked(words, MarkRule("exact", tuple(phrase), distance=slop))
    assert set(starts) <= set(marked)
    assert {arabic.fold(words[place]) for place in marked} == (
        set(map(arabic.bare_form, phrase)) if starts else set()
    )
    for place in marked:
        # Without this word there would be fewer ways to read the phrase.
        assert any(start <= place <= start + slop * (len(phrase) - 1) for start in starts)
