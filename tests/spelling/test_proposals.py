"""Whole queries: words mended in the light of their neighbours, split and joined."""

from __future__ import annotations

import pytest

from searchapp.spelling import Change, Proposals, Speller

COUNTS = {
    "ميناء": 500,
    "المرجان": 200,
    "المهرجان": 400,
    "سفينه": 90,
    "سفينته": 80,
    "جسر": 300,
    "النهر": 250,
    "منتصف": 60,
    "الليل": 150,
    "من": 9000,
    "تصف": 20,
    "الوزاره": 1500,
    "وزاره": 6000,
    "لا": 8000,
}
PAIRS = {("ميناء", "المرجان"): 120, ("جسر", "النهر"): 90, ("منتصف", "الليل"): 40}


@pytest.fixture
def proposals() -> Proposals:
    speller = Speller(sorted(COUNTS.items(), key=lambda item: -item[1]))
    return Proposals(speller, 10_000, lambda one, other: PAIRS.get((one, other), 0))


def rewrite(words: list[str], changes: tuple[Change, ...]) -> str:
    done, found = 0, []
    for change in changes:
        found += [*words[done : change.start], *change.words]
        done = change.end
    return " ".join(found + words[done:])


def propose(proposals: Proposals, text: str, limit: int = 3) -> list[str]:
    words = text.split()
    return [rewrite(words, changes) for changes in proposals.find(words, limit)]


def test_a_query_of_known_words_is_left_alone(proposals: Proposals) -> None:
    assert propose(proposals, "ميناء المرجان") == []
    assert propose(proposals, "سفينه") == []


def test_a_misspelt_word_is_mended_and_the_others_stay(proposals: Proposals) -> None:
    assert proposals.find(["ميناء", "المرحان"], 1) == [(Change(1, 2, ("المرجان",)),)]


def test_the_neighbour_decides_between_near_words(proposals: Proposals) -> None:
    assert propose(proposals, "المهرجن")[0] == "المهرجان"
    assert propose(proposals, "المررجان")[0] == "المرجان"
    assert propose(proposals, "المدرجان")[0] == "المهرجان"
    assert propose(proposals, "ميناء المدرجان")[0] == "ميناء المرجان"


def test_another_form_of_a_known_word_gives_way_to_a_good_guess_alone(proposals: Proposals) -> None:
    assert proposals.find(["سفينهم"], 1) == [(Change(0, 1, ("سفينه",)),)]
    assert proposals.find(["سفينهم"], 1, formed={0}) == []
    assert proposals.find(["الليلل"], 1, formed={0}) == [(Change(0, 1, ("الليل",)),)]


def test_words_written_together_are_parted(proposals: Proposals) -> None:
    assert propose(proposals, "جسرالنهر") == ["جسر النهر"]


def test_words_that_never_stand_together_are_not_parted_off(proposals: Proposals) -> None:
    assert propose(proposals, "سفينهالليل") == []


def test_common_words_that_hardly_stand_together_are_not_parted_off() -> None:
    speller = Speller(sorted(COUNTS.items(), key=lambda item: -item[1]))
    assert propose(Proposals(speller, 10_000, lambda *_: 1), "لاوزاره", 2) == ["الوزاره", "لا وزاره"]


def test_a_word_written_apart_is_joined(proposals: Proposals) -> None:
    assert propose(proposals, "من تصف الليل")[0] == "منتصف الليل"


def test_unknown_words_like_no_other_stay(proposals: Proposals) -> None:
    assert propose(proposals, "زغردات") == []
    assert propose(proposals, "زغردات سفينهه")[0] == "زغردات سفينه"


def test_several_words_are_mended_at_once(proposals: Proposals) -> None:
    assert propose(proposals, "مينا المرحان")[0] == "ميناء المرجان"


def test_no_words_have_no_proposals(proposals: Proposals) -> None:
    assert proposals.find([]) == []


def test_no_more_than_asked_for_and_none_twice(proposals: Proposals) -> None:
    found = propose(proposals, "سفيته", 5)
    assert set(found) == {"سفينه", "سفينته"}
    assert len(found) == 2
    assert propose(proposals, "سفيته", 1) == found[:1]
