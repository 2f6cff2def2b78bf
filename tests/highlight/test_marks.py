"""Marks: which words of a text, right to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import analyze, split_words, stem, vocalize
from searchapp.highlight import MarkRules, find_marks, make_snippets, mark_text
from searchapp.model import MarkRule


def _stem(word):
    return MarkRule("stem", tuple(stem(token.exact) for token in analyze(word)))


def _exact(words):
    return MarkRule("exact", tuple(token.exact for token in analyze(words)))


def _marked(text, *rules, field="body"):
    return [text[start:end] for start, end in mark_text(field, text, rules)]


def test_a_stem_marks_every_word_of_it():
    assert _marked("سفينة تتبع السفينة، وقارب", _stem("سفينة")) == ["سفينة", "السفينة"]


def test_an_exact_form_marks_only_itself():
    assert _marked("سفينة تتبع السفينة", _exact("سفينة")) == ["سفينة"]


def test_a_vocalized_word_is_marked_with_its_last_mark():
    assert _marked("رَأَيْتُ سَفِينَةً كَبِيرَةً.", _exact("سفينة")) == ["سَفِينَةً"]


def test_a_vocalized_term_marks_what_does_not_contradict_it():
    text = "كِتَاب وكُتّاب ثم كُتَّاب، كتابٌ، كتاب"
    assert _marked(text, MarkRule("exact", (vocalize("كِتَاب"),))) == ["كِتَاب", "كتابٌ", "كتاب"]
    assert _marked(text, MarkRule("exact", (vocalize("كُتَّاب"), "كتاب"))) == ["كُتَّاب", "كتابٌ", "كتاب"]


def test_tatweel_inside_a_word_is_marked():
    assert _marked("هذه سفيـــنة قديمة", _exact("سفينة")) == ["سفيـــنة"]


def test_bidi_controls_do_not_shift_marks():
    text = "\u202bقال\u202c \u200fسفينة\u200e ثم مضى"
    assert _marked(text, _exact("سفينة")) == ["سفينة"]


def test_ligatures_do_not_shift_marks():
    assert _marked("ﻻ ﷲ ﻻ سفينة", _exact("سفينة")) == ["سفينة"]


def test_marks_are_whole_words():
    assert _marked("سفينتان وسفن أخرى", _exact("سفن")) == []


def test_a_phrase_marks_each_of_its_words():
    text = "رست السفينة الكبيرة هنا"
    assert mark_text("body", text, [_exact("السفينة الكبيرة")]) == ((4, 11), (12, 19))


def test_a_phrase_marks_nothing_where_its_words_are_apart():
    assert _marked("السفينة الجميلة الكبيرة، الكبيرة السفينة", _exact("السفينة الكبيرة")) == []


def test_a_phrase_at_the_end_that_is_cut_short_marks_nothing():
    assert _marked("رست السفينة", _exact("السفينة الكبيرة")) == []


def test_a_phrase_that_overlaps_itself_is_marked_throughout():
    assert _marked("لا لا لا نعم", _exact("لا لا")) == ["لا", "لا", "لا"]


def test_a_phrase_of_stems():
    assert _marked("زار شبه-الجزيرة", _stem("شبه جزيرة")) == ["شبه", "الجزيرة"]


def test_a_prefix_marks_words_that_begin_so():
    assert _marked("سفير وسفينة ثم سفينة", MarkRule("prefix", ("سفي",))) == ["سفير", "سفينة"]


def test_a_phrase_that_ends_in_a_prefix():
    assert _marked("بحر سفينة، نهر سفينة", MarkRule("prefix", ("نهر", "سفي"))) == ["نهر", "سفينة"]


@pytest.mark.parametrize(("field", "marked"), [("title", True), ("body", True), ("source", False), ("author", False)])
def test_a_rule_without_fields_marks_the_default_ones(field, marked):
    assert bool(_marked("سفينة", _exact("سفينة"), field=field)) is marked


@pytest.mark.parametrize(("field", "marked"), [("source", True), ("body", False)])
def test_a_rule_with_fields_marks_only_those(field, marked):
    rule = MarkRule("exact", ("سفينه",), frozenset({"source"}))
    assert bool(_marked("سفينة", rule, field=field)) is marked


def test_words_that_touch_have_one_mark():
    rules = (MarkRule("exact", ("ال",)), MarkRule("exact", ("17",)))
    assert _marked("القمة الـ17 في 17 مدينة", *rules) == ["الـ17", "17"]
    (snippet,) = make_snippets([("body", "القمة الـ17 هنا")], rules)
    assert snippet.marks == ((6, 11),)


def test_a_word_that_two_rules_mark_has_one_mark():
    assert _marked("سفينة كبيرة", _exact("سفينة"), _stem("سفينة"), _exact("سفينة كبيرة")) == ["سفينة", "كبيرة"]


@pytest.mark.parametrize(("text", "rules"), [("", [_exact("سفينة")]), ("سفينة", []), ("…", [_exact("سفينة")])])
def test_nothing_to_mark(text, rules):
    assert mark_text("body", text, rules) == ()


_TEXTS = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(["بحر ", "نَهْر، ", "نهر-بحر ", "\u200f", "ﻻ ", "\n"])).map("".join)
)
_RULES = st.lists(
    st.builds(
        MarkRule,
        st.sampled_from(["exact", "stem", "prefix"]),
        st.lists(st.sampled_from(["بحر", "نهر", "ب", "لا", "a", "0"]), min_size=1, max_size=3).map(tuple),
    ),
    max_size=4,
)


@given(_TEXTS, _RULES)
def test_marks_are_whole_tokens_in_order(text, rules):
    marks = [(start, end) for start, end, _ in find_marks("body", text, rules)]
    spans = {(token.start, token.end) for token in analyze(text)}
    assert set(marks) <= spans
    assert marks == sorted(set(marks))


@given(_TEXTS, _RULES)
def test_marks_are_those_of_a_plain_search(text, rules):
    tokens = analyze(text)
    expected = set()
    for rule in rules:
        size = len(rule.terms)
        for place in range(len(tokens) - size + 1):
            run = tokens[place : place + size]
            words = [stem(token.exact) if rule.form == "stem" else token.exact for token in run]
            if rule.form == "prefix" and words[-1].startswith(rule.terms[-1]):
                words[-1] = rule.terms[-1]
            if tuple(words) == rule.terms:
                expected |= {(token.start, token.end) for token in run}
    assert {(start, end) for start, end, _ in find_marks("body", text, rules)} == expected


@given(_TEXTS, _RULES)
def test_forms_of_stems_mark_what_the_stems_mark(text, rules):
    forms = {token.exact for token in analyze(text)}
    listed = MarkRules(rules, list_forms=lambda wanted: [form for form in forms if stem(form) == wanted])
    assert find_marks("body", text, listed) == find_marks("body", text, rules)


def test_marks_are_looked_for_in_a_bounded_part_of_a_text(monkeypatch):
    monkeypatch.setattr("searchapp.highlight.marks.MARKED_CHARS", 12)
    assert mark_text("body", "بحر نص نص بحر بحر", [_stem("بحر")]) == ((0, 3),)


@given(
    st.lists(st.sampled_from(["سفينة", "السَّفينة", "الكبيرة،", "ـ", "جونغ-أون", "\u200f"]), max_size=8).map(" ".join),
    st.lists(st.sampled_from([_stem("سفينة"), _exact("السفينة"), _exact("السفينة الكبيرة")]), max_size=3),
)
def test_pieces_that_are_known_change_no_marks(text, rules):
    assert find_marks("body", text, rules, split_words(text)[1]) == find_marks("body", text, rules)
