"""The skeleton brings broken plurals and derivations together, and leaves three letters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic.stems.skeleton import find_skeleton


@pytest.mark.parametrize(
    "family", ["كتاب كتب", "وزير وزراء وزاره", "مدرسه مدارس", "رجل رجال", "مصر مصري مصريه", "ملك ملوك"]
)
def test_broken_plurals_and_derivations_meet(family: str) -> None:
    assert len({find_skeleton(stem) for stem in family.split()}) == 1


@pytest.mark.parametrize(("stem", "skeleton"), [("مصريه", "مصر"), ("دوليه", "دول"), ("سنه", "سنه"), ("حمي", "حمي")])
def test_one_ending_comes_off(stem: str, skeleton: str) -> None:
    assert find_skeleton(stem) == skeleton


def test_weak_letters_come_off_from_the_last_to_the_first() -> None:
    assert find_skeleton("وزير") == "وزر"
    assert find_skeleton("باب") == "باب"


@pytest.mark.parametrize(
    ("stem", "skeleton"), [("معلم", "علم"), ("تعلم", "علم"), ("مستشفي", "مستشف"), ("مصر", "مصر")]
)
def test_the_first_letter_of_a_pattern_comes_off_four(stem: str, skeleton: str) -> None:
    assert find_skeleton(stem) == skeleton


@pytest.mark.parametrize("stem", ["", "و", "في", "london", "2023", "موسيقي2"])
def test_short_stems_and_other_scripts_stay(stem: str) -> None:
    assert find_skeleton(stem) == stem


@settings(max_examples=200)
@given(st.text("ابتمنهويءرس", max_size=20))
def test_three_letters_stay(stem: str) -> None:
    assert len(find_skeleton(stem)) >= min(len(stem), 3)
