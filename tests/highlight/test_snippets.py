"""Snippets: the best places of a text, in whole words."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import analyze
from searchapp.highlight import make_snippets, mark_text
from searchapp.model import MarkRule, Snippet

_SEA = MarkRule("exact", ("بحر",))
_RIVER = MarkRule("exact", ("نهر",))
_FILL = "كلام طويل جدا عن أشياء كثيرة " * 12


def _marked(snippet):
    return [snippet.text[start:end] for start, end in snippet.marks]


def test_a_short_text_is_its_own_snippet():
    assert make_snippets([("body", "قرب بحر واسع")], [_SEA]) == (Snippet("body", "قرب بحر واسع", ((4, 7),)),)


def test_the_place_with_most_different_words_is_first():
    text = f"بحر بحر بحر {_FILL} نهر بحر {_FILL}"
    first, second = make_snippets([("body", text)], [_SEA, _RIVER])
    assert sorted(_marked(first)) == ["بحر", "نهر"]
    assert _marked(second) == ["بحر", "بحر", "بحر"]


def test_the_earliest_of_equal_places_is_first():
    text = f"أول بحر {_FILL} ثاني بحر"
    assert make_snippets([("body", text)], [_SEA])[0].text.startswith("أول")


def test_the_second_snippet_shows_the_word_that_the_first_lacks():
    text = f"بحر {_FILL} بحر {_FILL} نهر"
    assert [_marked(snippet) for snippet in make_snippets([("body", text)], [_SEA, _RIVER])] == [["بحر"], ["نهر"]]


def test_the_best_place_may_stand_in_a_later_field():
    first, second = make_snippets([("body", "بحر"), ("captions", "بحر نهر")], [_SEA, _RIVER])
    assert (first.field, second.field) == ("captions", "body")


def test_a_rule_of_another_field_marks_nothing():
    rule = MarkRule("exact", ("بحر",), frozenset({"title"}))
    assert make_snippets([("body", "قرب بحر")], [rule]) == (Snippet("body", "قرب بحر", ()),)


def test_there_are_at_most_so_many_snippets():
    text = f"بحر {_FILL}" * 5
    assert [len(make_snippets([("body", text)], [_SEA], max_snippets=most)) for most in (0, 1, 3)] == [0, 1, 3]


def test_words_before_the_match_give_it_context():
    text = f"{_FILL}قرب ساحل بحر {_FILL}"
    assert "قرب ساحل بحر" in make_snippets([("body", text)], [_SEA])[0].text


def test_a_match_at_the_end_is_shown_with_what_leads_to_it():
    snippet = make_snippets([("body", f"{_FILL}بحر")], [_SEA], max_chars=100)[0]
    assert len(snippet.text) > 80


def test_punctuation_stays_with_its_word():
    text = f"{_FILL}«بحر»، {_FILL}"
    assert "«بحر»،" in make_snippets([("body", text)], [_SEA])[0].text


def test_without_a_match_the_text_begins():
    text = f"  \n{_FILL}"
    (snippet,) = make_snippets([("captions", " "), ("body", text)], [_SEA], max_chars=30)
    assert snippet == Snippet("body", "كلام طويل جدا عن أشياء كثيرة", ())


def test_blank_texts_give_no_snippet():
    assert make_snippets([("title", ""), ("body", " \n")], [_SEA]) == ()
    assert make_snippets([], [_SEA]) == ()


def test_a_first_word_that_is_too_long_is_cut():
    assert make_snippets([("body", "ب" * 500)], [], max_chars=50) == (Snippet("body", "ب" * 50, ()),)


def test_a_match_that_is_too_long_is_not_marked():
    rule = MarkRule("prefix", ("ب",))
    assert make_snippets([("body", "ب" * 500)], [rule], max_chars=50) == (Snippet("body", "ب" * 50, ()),)


_WORDS = st.sampled_from(["بَحْر", "نهر", "بحر-نهر", "«جبل»،", "سهل", "و", "\n", " ", "\u200fواد", "ﻻ", "طويلة" * 9])
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=60).map(" ".join))
_FIELDS = st.lists(st.tuples(st.sampled_from(["title", "body", "captions"]), _TEXTS), max_size=3)
_RULES = st.lists(
    st.sampled_from(
        [_SEA, _RIVER, MarkRule("stem", ("نهر",)), MarkRule("prefix", ("طوي",)), MarkRule("exact", ("بحر", "نهر"))]
    )
)


@given(_FIELDS, _RULES, st.integers(1, 4), st.integers(10, 120))
def test_snippets_are_pieces_of_their_texts_with_true_marks(fields, rules, most, chars):
    snippets = make_snippets(fields, rules, max_snippets=most, max_chars=chars)
    assert len(snippets) <= most
    assert bool(snippets) == any(text.strip() for _, text in fields)
    for snippet in snippets:
        assert 0 < len(snippet.text) <= chars
        assert _places(snippet, fields, rules)


def _places(snippet, fields, rules):
    """Where the snippet stands with just the marks that the whole text has there."""
    return [
        (number, start)
        for number, (field, text) in enumerate(fields)
        if field == snippet.field
        for start in range(len(text))
        if text.startswith(snippet.text, start)
        and set(snippet.marks)
        == {
            (at - start, to - start)
            for at, to in mark_text(field, text, rules)
            if start <= at and to <= start + len(snippet.text)
        }
    ]


@given(st.lists(_WORDS, max_size=60).map(" ".join), _RULES, st.integers(50, 120))
def test_snippets_cut_no_token(text, rules, chars):
    spans = [(token.start, token.end) for token in analyze(text)]
    for snippet in make_snippets([("body", text)], rules, max_chars=chars):
        size = len(snippet.text)
        assert any(
            all(end <= at or at + size <= start or at <= start <= end <= at + size for start, end in spans)
            for at in range(len(text))
            if text.startswith(snippet.text, at)
        )


@given(st.integers(0, 60), st.integers(30, 60))
def test_marks_that_touch_are_not_parted(words, chars):
    text = f"الـ17 {'سس ' * words}الـ17 بعد ذلك"
    rules = [MarkRule("exact", ("ال",)), MarkRule("exact", ("17",))]
    for snippet in make_snippets([("body", text)], rules, max_chars=chars):
        assert not snippet.text.endswith("الـ")
        assert not snippet.text.startswith("17")


def test_a_later_snippet_stops_where_a_better_one_begins():
    text = "بحر كلمة كلمة كلمة كلمة نهر بحر"
    first, second = make_snippets([("body", text)], [_SEA, _RIVER], max_chars=20)
    assert text.index(second.text) + len(second.text) <= text.index(first.text)
    assert _marked(second) == ["بحر"]


@given(st.lists(st.sampled_from(["بحر", "نهر", "سهل", "جبل"]), max_size=80))
def test_snippets_of_one_text_do_not_overlap(words):
    text = " ".join(f"{word} {number}" for number, word in enumerate(words))
    snippets = make_snippets([("body", text)], [_SEA, _RIVER], max_snippets=4, max_chars=40)
    spans = sorted((text.index(snippet.text), len(snippet.text)) for snippet in snippets)
    assert all(start + length <= after for (start, length), (after, _) in pairwise(spans))
