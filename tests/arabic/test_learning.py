"""The rules by which word lists are learned, each on counts invented for it."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.learn_own_letters import learn_owners
from searchapp.arabic.stem import owns_initial, stem


@pytest.mark.parametrize(
    ("counts", "owner"),
    [
        ({"فرد": 100, "الفرد": 50, "رد": 400}, "فرد"),
        ({"بيروت": 100}, "بيروت"),
        ({"وافق": 50, "يوافق": 20, "افق": 20}, "وافق"),
        ({"التزام": 50, "الالتزام": 30, "لالتزام": 5}, "التزام"),
    ],
    ids=["stands after the article", "rest is no word", "begins verbs", "owns its ال"],
)
def test_a_word_is_learned_to_own_its_beginning(counts: dict[str, int], owner: str) -> None:
    assert owns_initial(owner, learn_owners(Counter(counts)))


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ({"واضافت": 50, "اضافت": 100}, "واضافت"),
        ({"واهم": 200, "الواهم": 1, "اهم": 2000}, "واهم"),
        ({"غاز": 500, "الغاز": 1000, "الالغاز": 20}, "الغاز"),
        ({"قوات": 500, "للقوات": 100, "لقوات": 20}, "لقوات"),
        ({"باب": 500, "الباب": 300, "بابه": 20, "ابها": 600, "بابها": 30}, "بابها"),
    ],
    ids=[
        "rest is commoner",
        "a slip after the article",
        "rest of ال is commoner",
        "لل proves no ل",
        "member by likeness",
    ],
)
def test_a_word_is_learned_to_have_a_proclitic(counts: dict[str, int], word: str) -> None:
    assert not owns_initial(word, learn_owners(Counter(counts)))


@pytest.mark.parametrize(
    ("counts", "owner"),
    [
        ({"ميزان": 100, "ميز": 30}, "ميزان"),
        ({"ليمون": 100, "ليموني": 10, "ليم": 50}, "ليمون"),
        ({"بيت": 100, "بيتها": 20}, "بيت"),
        ({"نجاه": 100, "نجاتها": 20}, "نجاه"),
    ],
    ids=["a dual is rarer than its singular", "ي follows no plural", "ت before pronouns", "اة"],
)
def test_a_word_is_learned_to_own_its_ending(counts: dict[str, int], owner: str) -> None:
    assert owner in learn_owners(Counter(counts)).final


def test_what_known_words_leave_is_left_of_itself() -> None:
    own = learn_owners(Counter({"الكتروني": 100, "الالكتروني": 80, "الكترونيه": 50}))
    assert stem(stem("الكترونيه", own), own) == stem("الالكتروني", own)
