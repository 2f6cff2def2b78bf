"""A lexicon keeps rounded counts of Arabic forms, packs them, and is learned over the base."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic.scanning.lines import encode_lines
from searchapp.arabic.stems import learning
from searchapp.arabic.stems.learning import learn_lexicon, learn_listed
from searchapp.arabic.stems.lexicon import Lexicon, find_countable, is_countable, load_base_lexicon, unpack_lexicon

FORMS = st.text("ءابتلمنهوي", min_size=1, max_size=40)
COUNTS = st.dictionaries(FORMS, st.integers(1, 10**9), max_size=30)
EMPTY = Lexicon({})


def test_counts_are_rounded_to_powers_of_two() -> None:
    assert Lexicon({"قمر": 1, "قمح": 3, "قلم": 1000}).counts == {"قمر": 1, "قمح": 4, "قلم": 1024}


def test_only_forms_of_arabic_letters_are_kept() -> None:
    assert Lexicon({"قمر": 1, "covid": 1, "2015": 1, "ب2": 1, "": 1}).counts == {"قمر": 1}


def test_a_count_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match=r"."):
        Lexicon({"قمر": 0})


@settings(max_examples=50)
@given(COUNTS)
def test_what_is_packed_comes_back(counts: dict[str, int]) -> None:
    lexicon = Lexicon(counts)
    assert unpack_lexicon(lexicon.pack()).counts == lexicon.counts


def test_forms_that_share_more_letters_than_there_are_signs_come_back() -> None:
    lexicon = Lexicon({"ب" * size: 1 for size in range(20, 60)})
    assert unpack_lexicon(lexicon.pack()).counts == lexicon.counts


@pytest.mark.parametrize("damage", [b"", b"no lexicon", Lexicon({"قمر": 4}).pack()[:-9]])
def test_bytes_that_are_no_lexicon_are_refused(damage: bytes) -> None:
    with pytest.raises(ValueError, match="no lexicon"):
        unpack_lexicon(damage)


def test_counts_of_the_archive_are_added_to_the_base() -> None:
    learned = learn_lexicon(["قمر", "قلم"], [24, 8], base=Lexicon({"قمر": 8, "قمح": 2}))
    assert learned.counts == {"قمر": 32, "قلم": 8, "قمح": 2}


def test_without_forms_the_base_is_learned() -> None:
    assert learn_lexicon([], []).counts == load_base_lexicon().counts


def test_what_is_learned_does_not_depend_on_the_order_of_the_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MOST_FORMS", 3)
    forms, counts = ["قمر", "قلم", "قمح", "قوس", "قول"], [1, 1, 5, 1, 1]
    there = learn_lexicon(forms, counts, EMPTY)
    back = learn_lexicon(forms[::-1], counts[::-1], EMPTY)
    assert there.counts == back.counts == {"قمح": 4, "قلم": 1, "قمر": 1}


@pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")
@settings(max_examples=200)
@given(base=COUNTS, counts=st.dictionaries(FORMS | st.text("بتثa1", min_size=1), st.integers(1, 9), max_size=30))
def test_the_same_is_learned_of_lines(base: dict[str, int], counts: dict[str, int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning, "MOST_FORMS", 20)
        forms = sorted(counts)
        numbers = np.array([counts[form] for form in forms], np.int64)
        listed = learn_listed(encode_lines(forms), numbers, Lexicon(base)).list_counts()
        learned = learn_lexicon(counts, counts.values(), Lexicon(base))
    assert listed == learned.counts
    again = learned.list_counts()
    assert (again.forms.tolist(), again.sizes.tolist()) == (listed.forms.tolist(), listed.sizes.tolist())


@given(st.lists(st.text("بي\u0620\u063b\u0640\u064ba", max_size=4) | FORMS))
def test_forms_that_count_are_found_among_lines(forms: list[str]) -> None:
    assert find_countable(encode_lines(forms)).tolist() == list(map(is_countable, forms))


def test_forms_and_counts_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        learn_lexicon(["قمر", "قلم"], [1], EMPTY)


def test_the_base_lexicon_is_about_as_large_as_it_says() -> None:
    assert 50_000 < len(load_base_lexicon().counts) < 70_000
    assert len(load_base_lexicon().pack()) < 110_000
