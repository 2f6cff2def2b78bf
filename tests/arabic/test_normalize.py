"""One test for each rule of the exact form, and the promises of `fold` as properties."""

from __future__ import annotations

import unicodedata
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic import fold, normalize, strip_marks
from searchapp.arabic.letters import CONTROLS
from searchapp.arabic.normalize import MAX_TERM_CHARS

MARKS = [*range(0x0610, 0x061B), *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06EE)]


@pytest.mark.parametrize("mark", MARKS, ids=hex)
def test_marks_are_removed(mark: int) -> None:
    # Hamza and madda above compose with some letters; after ت they are marks like any other.
    assert fold(f"كت{chr(mark)}ب") == "كتب"


def test_tatweel_is_removed() -> None:
    assert fold("ســـلام") == "سلام"


@pytest.mark.parametrize("alef", "آأإٱا")
def test_alef_forms_meet(alef: str) -> None:
    assert fold(f"{alef}مال") == "امال"


@pytest.mark.parametrize("yeh", "ىيیےېۍێ")
def test_yeh_forms_meet(yeh: str) -> None:
    assert fold(f"مستشف{yeh}") == "مستشفي"


@pytest.mark.parametrize("kaf", "كکڪگڭݣ")
def test_kaf_forms_meet(kaf: str) -> None:
    assert fold(f"{kaf}وريا") == "كوريا"


@pytest.mark.parametrize("heh", "هةھہۀۂۃە")
def test_heh_forms_and_teh_marbuta_meet(heh: str) -> None:
    assert fold(f"مدين{heh}") == "مدينه"


@pytest.mark.parametrize(
    ("foreign", "arabic"),
    [
        ("پاکستان", "باكستان"),
        ("چاد", "جاد"),
        ("ژنيف", "زنيف"),
        ("ڤيينا", "فيينا"),
        ("ڨفصة", "قفصه"),
        ("ٹ", "ت"),
        ("ڈ", "د"),
        ("ڑ", "ر"),
        ("ں", "ن"),
        ("ۆ", "و"),
        ("ڵ", "ل"),
        ("ښ", "س"),
    ],
)
def test_foreign_letters_become_arabic_ones(foreign: str, arabic: str) -> None:
    assert fold(foreign) == arabic


@pytest.mark.parametrize(("one", "other"), [("مسؤول", "مسئول"), ("شؤون", "شئون"), ("هيئة", "هيأة")])
def test_hamza_seats_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_lone_hamza_stays() -> None:
    assert fold("سماء") == "سماء"
    assert fold("ء") == "ء"


@pytest.mark.parametrize("parts", ["مسؤول", "مسئول"])
def test_hamza_written_as_a_mark_is_part_of_its_letter(parts: str) -> None:
    assert fold(unicodedata.normalize("NFD", parts)) == fold(parts)


@pytest.mark.parametrize(
    ("form", "plain"), [("ﻻ", "لا"), ("ﻷ", "لا"), ("ﷲ", "الله"), ("ﺍﻟﺴﻼﻡ", "السلام"), ("ﻣﺪﻳﻨﺔ", "مدينه"), ("ﭘ", "ب")]
)
def test_presentation_forms_are_plain_letters(form: str, plain: str) -> None:
    assert fold(form) == plain


@pytest.mark.parametrize("year", ["2023", "٢٠٢٣", "۲۰۲۳", "２０２３"])
def test_digit_sets_meet(year: str) -> None:
    assert fold(year) == "2023"


@pytest.mark.parametrize("number", ["1500", "1,500", "١٬٥٠٠"])
def test_thousands_separators_are_dropped(number: str) -> None:
    assert fold(number) == "1500"


def test_decimal_separators_become_a_point() -> None:
    assert fold("٣٫٥") == fold("3.5") == "3.5"


@pytest.mark.parametrize(
    ("word", "folded"), [("BBC", "bbc"), ("Élysée", "elysee"), ("Straße", "strasse"), ("İzmir", "izmir")]
)
def test_latin_loses_case_and_accents(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize("word", ["서울", "東京", "が"])
def test_other_scripts_stay_as_they_are(word: str) -> None:
    assert fold(word) == word


@pytest.mark.parametrize("control", CONTROLS, ids=lambda char: hex(ord(char)))
def test_controls_are_removed(control: str) -> None:
    assert fold(f"كو{control}ريا") == "كوريا"


def test_nothing_is_stripped_from_the_exact_form() -> None:
    assert fold("وبالمدينتين") == "وبالمدينتين"


@pytest.mark.parametrize("nothing", ["", "ـــ", "ٌ", "\u200f", "؟", "\ud800"])
def test_what_has_no_letter_folds_to_nothing(nothing: str) -> None:
    assert fold(nothing) == ""


def test_a_long_word_is_cut() -> None:
    assert fold("ب" * 1_000_000) == "ب" * MAX_TERM_CHARS


LETTERS = st.characters(exclude_categories=["Mn", "Me", "Mc"])
"""Signs of every script, but marks that have an order."""


@settings(max_examples=300, deadline=None)
@given(st.text(LETTERS, max_size=120) | st.text("اأإآٱىيیكکةهؤئءوَّـ\u200c٣۳3ﻻﷲée", max_size=12))
def test_fold_is_idempotent(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_fold_never_raises_and_is_bounded(word: str) -> None:
    assert len(fold(word)) <= MAX_TERM_CHARS


def test_display_loses_marks_and_keeps_letters() -> None:
    assert strip_marks("الـمُؤْتَمَرُ\u200f إلى كُوريا، ۲۰") == "المؤتمر إلى كوريا، ۲۰"


def test_display_keeps_a_hamza_written_as_a_mark() -> None:
    assert strip_marks("مسو\u0654ول") == "مسؤول"


def test_fold_is_its_rules_one_after_another():
    """The joined tables and the short cuts for plain words change nothing."""
    rules = [
        normalize.compose_letters,
        normalize.strip_controls,
        normalize.strip_tatweel,
        normalize.strip_arabic_marks,
        normalize.fold_hamza_after_yeh,
        normalize.fold_alef,
        normalize.fold_yeh,
        normalize.fold_kaf,
        normalize.fold_foreign_letters,
        normalize.fold_heh,
        normalize.fold_teh_marbuta,
        normalize.fold_hamza_seats,
        normalize.fold_digits,
        normalize.fold_latin,
        normalize.drop_punctuation,
    ]
    for code in range(0x11000):
        word = f"ب{chr(code)}ت"
        assert normalize.fold(word) == reduce(lambda text, rule: rule(text), rules, word)
