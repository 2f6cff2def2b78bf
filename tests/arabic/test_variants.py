"""Spelling variants by the package's list, and what a generation keeps of learned ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import fold, is_stop_word
from searchapp.arabic.variants import known as listing
from searchapp.arabic.variants.known import SEED_WEIGHT, Variants, list_seed_classes, load_apart

LISTED = Variants()


def test_the_list_is_read_when_a_spelling_is_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[None] = []
    monkeypatch.setattr(listing, "_load_classes", lambda: asked.append(None) or ({}, {}))
    variants = Variants()
    assert not asked
    assert [variants.of("ترامب"), variants.of("غوغل")] == [[], []]
    assert len(asked) == 1


def list_others(form: str, variants: Variants = LISTED) -> list[str]:
    return [other for other, _ in variants.of(" ".join(map(fold, form.split())))]


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("ترامب", "ترمب"),
        ("أمريكا", "اميركا"),
        ("الأميركيون", "الامريكيون"),
        ("غوغل", "جوجل"),
        ("لغوغل", "لجوجل"),
        ("الكونغرس", "الكونجرس"),
        ("للكونغرس", "للكونجرس"),
        ("والديمقراطية", "والديموقراطيه"),
        ("إسطنبول", "استانبول"),
        ("بيونغ يانغ", "بيونغيانغ"),
        ("بيونجيانج", "بيونغ يانغ"),
        ("عبدالله", "عبد الله"),
        ("عبد الستار", "عبدالستار"),
        ("وعبدالرحمن", "وعبد الرحمن"),
    ],
)
def test_listed_spellings_meet(form: str, other: str) -> None:
    assert other in list_others(form)


@pytest.mark.parametrize(
    "form", ["قلب", "كلب", "غرب", "كرب", "البرتغال", "البرتقال", "لبنان", "في", "", "google", "عبد"]
)
def test_other_words_have_no_other_spelling(form: str) -> None:
    assert list_others(form) == []


def test_no_function_word_is_listed() -> None:
    assert not [member for members, _ in list_seed_classes() for member in members if is_stop_word(member)]


def test_classes_have_two_members_or_more_and_none_stands_twice() -> None:
    for members, _ in list_seed_classes():
        assert len(members) >= 2, members
        assert all(members), members


def test_no_pair_is_listed_both_as_one_and_apart() -> None:
    for pair in load_apart():
        one, other = sorted(pair)
        assert other not in list_others(one)


@given(st.sampled_from([member for members, is_family in list_seed_classes() if not is_family for member in members]))
def test_listed_spellings_meet_both_ways(word: str) -> None:
    for other, weight in LISTED.of(word):
        assert word in list_others(other)
        assert weight == SEED_WEIGHT


def test_learned_spellings_come_before_those_of_the_list() -> None:
    variants = Variants({"ترامب": (("ترانب", 0.9),), "ماكاريوف": (("مكاريوف", 0.5),)}, "two learned")
    assert list_others("ترامب", variants)[0] == "ترانب"
    assert "ترمب" in list_others("ترامب", variants)
    assert variants.of("وماكاريوف") == [("ومكاريوف", 0.5)]
    assert len(variants) == 2


def test_the_list_can_be_left_out() -> None:
    variants = Variants({"سوانزي": (("سوانسي", 0.5),)}).without_list()
    assert list_others("ترامب", variants) == list_others("امريكا", variants) == []
    assert list_others("سوانزي", variants) == ["سوانسي"]


words = st.text(alphabet="ابتدرسصمهغج", min_size=3, max_size=6)


@given(
    st.dictionaries(words, st.lists(st.tuples(words, st.floats(0, 1)), min_size=1, max_size=3).map(tuple)), st.text()
)
def test_what_was_learned_comes_back_from_its_bytes(
    learned: dict[str, tuple[tuple[str, float], ...]], account: str
) -> None:
    variants = Variants(learned, account)
    again = Variants.from_bytes(variants.to_bytes())
    assert (again.account, len(again)) == (account, len(learned))
    assert all(again.of(word) == variants.of(word) for word in learned)
    assert again.to_bytes() == variants.to_bytes()


@pytest.mark.parametrize("packed", [b"", b"nothing", b"x\x9cc\x00\x00", Variants().to_bytes()[:-3]])
def test_damaged_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Variants.from_bytes(packed)


def test_two_words_are_no_member_of_a_family():
    assert Variants().of("الامريكيه سفينه") == []


def test_only_what_an_archive_holds_is_listed_with_the_article_or_bare_if_need_be():
    holds = {"الكونجرس", "ترمب", "عبد", "الباري"}.__contains__
    found = {form: Variants().list_held(form, holds) for form in ("بالكونغرس", "وترامب", "لعبدالباري", "غوغل")}
    assert {form: [other for other, _ in others] for form, others in found.items()} == {
        "بالكونغرس": ["الكونجرس"],
        "وترامب": ["ترمب"],
        "لعبدالباري": ["عبد الباري"],
        "غوغل": [],
    }
