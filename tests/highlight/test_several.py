"""Several texts are marked as each alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import index_terms, split_words, stem
from searchapp.highlight import (
    MarkRules,
    find_marks,
    find_marks_by_pieces,
    find_marks_of_texts,
    mark_text,
    mark_texts,
)
from searchapp.model import MarkRule

_TEXTS = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.lists(st.sampled_from(["بحر ", "نَهْر، ", "نهر-بحر ", "\u200f", "ﻻ ", "\n", "البحر", "ـ"])).map("".join),
    ),
    max_size=4,
)
_RULES = st.lists(
    st.builds(
        MarkRule,
        st.sampled_from(["exact", "stem", "prefix"]),
        st.lists(st.sampled_from(["بحر", "نهر", "ب", "لا", "a", "0"]), min_size=1, max_size=2).map(tuple),
    ),
    max_size=3,
)


def _sort(texts: list[str], rules: list[MarkRule]) -> MarkRules:
    """The rules with a stem's forms, as an engine lists them that holds these texts alone."""
    forms = {form for text in texts for form in index_terms(text)}
    return MarkRules(rules, list_forms=lambda wanted: [form for form in forms if stem(form) == wanted])


@given(_TEXTS, _RULES)
def test_short_texts(texts: list[str], rules: list[MarkRule]) -> None:
    sorted_rules = MarkRules(rules)
    alone = [find_marks("body", text, rules) for text in texts]
    assert find_marks_of_texts("body", texts, sorted_rules) == alone
    assert mark_texts("body", texts, sorted_rules) == [mark_text("body", text, rules) for text in texts]


@given(_TEXTS, _RULES)
def test_texts_whose_pieces_are_known(texts: list[str], rules: list[MarkRule]) -> None:
    pieces = [bytes(split_words(text)[1]) for text in texts]
    alone = [find_marks("body", text, rules) for text in texts]
    for sorted_rules in (MarkRules(rules), _sort(texts, rules)):
        assert list(find_marks_by_pieces("body", texts, pieces, sorted_rules)) == alone


def test_a_text_whose_pieces_are_not_known_is_not_marked() -> None:
    for rules in ([MarkRule("exact", ("بحر",))], [MarkRule("stem", ("بحر",))]):
        found = find_marks_by_pieces("body", ["بحر", "نهر", "بحر"], [b"\0\3\0", b"", b"\0\3\0"], MarkRules(rules))
        assert found == ([(0, 3, 1)], None, [(0, 3, 1)])


def test_more_rules_than_a_number_has_bits() -> None:
    rules = MarkRules([MarkRule("exact", (f"{number}",)) for number in range(70)])
    assert find_marks_by_pieces("body", ["69"], [b"\0\2\0"], rules) == ([(0, 2, 1 << 69)],)
