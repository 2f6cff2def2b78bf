"""What passes the sieve: every word of a wanted form, and few others."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchapp.arabic import Sieve, find_forms, split_words

_LETTERS = "اأإآبةتثيىئءهؤولكـًَُّٰٕٔ‌ﻻ٠1٫.,aÉ🕌"
_WORDS = st.lists(st.text(st.sampled_from(_LETTERS), min_size=1, max_size=6), max_size=6)


def _sift(text: str, forms: Sequence[str]) -> list[str]:
    """The words of the text that pass."""
    pieces = bytes(split_words(text)[1])
    plain, compiled = (Sieve(forms).sift(text, pieces, compiled=compiled) for compiled in (False, True))
    assert plain.tolist() == compiled.tolist()
    return [text[start:end] for start, end in zip(*plain.tolist(), strict=True)]


@example(["هيأة", "هيأةيأة"], [0, 1])
@example(["ب" * 150], [0])
@given(st.one_of(_WORDS, st.lists(st.text(max_size=8), max_size=6)), st.lists(st.integers(0, 5), max_size=3))
def test_every_word_of_a_wanted_form_passes(words: list[str], chosen: list[int]) -> None:
    text = " ".join(words)
    forms = find_forms(split_words(text)[0])
    wanted = {forms[place] for place in chosen if place < len(forms)} - {""}
    passing = find_forms(_sift(text, sorted(wanted)))
    assert [form for form in passing if form in wanted] == [form for form in forms if form in wanted]


@pytest.mark.parametrize(
    ("wanted", "passing"),
    [
        (["كتاب"], ["كِتَاب", "كتـــاب"]),
        (["هيءه"], ["هيأة"]),
        (["2023"], ["٢٠٢٣"]),
        ([], []),
    ],
)
def test_other_plain_words_do_not_pass(wanted: list[str], passing: list[str]) -> None:
    assert _sift("كِتَاب عن هيأة في كتـــاب سنة ٢٠٢٣ بعد هيئات", wanted) == passing


def test_a_text_without_words_has_none() -> None:
    assert _sift("…", ["كتاب"]) == []
