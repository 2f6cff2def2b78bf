"""One test for each rule of the stem: what must meet, and what must stay apart."""

from __future__ import annotations

import pytest

from searchapp.arabic import fold, stem
from searchapp.arabic.stem import OWNERS, cut_all_endings, cut_all_proclitics
from searchapp.arabic.stopwords import STOP_WORDS


def _stems(words: str) -> set[str]:
    return {stem(fold(word)) for word in words.split()}


@pytest.mark.parametrize(
    "family",
    [
        "كوريا بكوريا لكوريا وكوريا فكوريا وبكوريا ولكوريا",
        "شمالية الشمالية بالشمالية والشمالية للشمالية كالشمالية فالشمالية وبالشمالية",
        "مدينة المدينة والمدينة بالمدينة للمدينة بمدينة لمدينة ومدينة كمدينة",
        "رئيس الرئيس للرئيس برئيس لرئيس ورئيس",
    ],
)
def test_article_and_proclitics_come_off(family: str) -> None:
    assert len(_stems(family)) == 1


@pytest.mark.parametrize(
    "family",
    [
        "وزير الوزير ووزير بوزير للوزير",
        "وزارة الوزارة ووزارة لوزارة",
        "فساد الفساد بالفساد وفساد للفساد",
        "فلسطين لفلسطين بفلسطين وفلسطين",
        "برنامج البرنامج ببرنامج لبرنامج",
        "بنك البنك للبنك بنكين",
        "بيروت ببيروت لبيروت",
        "كتاب الكتاب بكتاب كتابه",
        "لبنان بلبنان للبنان",
        "الماني الالماني للالماني",
    ],
)
def test_a_word_keeps_the_first_letter_that_it_owns(family: str) -> None:
    (form,) = _stems(family)
    bare = fold(family.split()[0])
    assert bare.startswith(form)


@pytest.mark.parametrize(
    ("name", "other"), [("لبنان", "لبن"), ("عمان", "عم"), ("حسين", "حس"), ("سليمان", "سليم"), ("ميدان", "ميد")]
)
def test_a_word_keeps_the_last_letters_that_it_owns(name: str, other: str) -> None:
    assert stem(fold(name)) != stem(fold(other))


@pytest.mark.parametrize(
    ("word", "left"),
    [("وببيت", "بيت"), ("وبالبيت", "بيت"), ("فللبيت", "بيت"), ("البالبيت", "بالبيت"), ("الفلبين", "فلبين")],
)
def test_each_proclitic_comes_off_once_and_none_after_the_article(word: str, left: str) -> None:
    assert cut_all_proclitics(word, OWNERS) == left


@pytest.mark.parametrize("word", ["الكل", "بهذا", "كغيره", "آليات", "انتهى"])
def test_no_cut_leaves_a_function_word(word: str) -> None:
    assert stem(fold(word)) not in STOP_WORDS


@pytest.mark.parametrize(("word", "left"), [("سنة", "سنه"), ("جهات", "جهه"), ("قوتها", "قوه"), ("يدها", "يدها")])
def test_no_ending_leaves_fewer_than_three_letters(word: str, left: str) -> None:
    assert stem(fold(word)) == left


def test_a_word_that_has_a_proclitic_is_not_the_word_that_owns_the_letter() -> None:
    assert _stems("أبها بأبها") == {"ابها"}
    assert _stems("باب الباب وباب") == {"باب"}


def test_lam_and_article_leave_the_word_its_lam() -> None:
    assert _stems("للجنة لجنة اللجنة") == {"لجن"}
    assert _stems("للجامعة جامعة") == {"جامع"}


def test_the_name_of_god_is_kept_whole() -> None:
    assert _stems("الله والله بالله لله ﷲ") == {"الل"}
    assert stem(fold("الله")) != stem(fold("له"))


def test_a_conjunction_comes_off_a_function_word() -> None:
    assert _stems("وفي في") == {"في"}
    assert _stems("ولكن فلكن لكن") == {"لكن"}


def test_function_words_are_not_cut() -> None:
    assert [stem(fold(word)) for word in ("كان", "بين", "هذه", "الذين")] == ["كان", "بين", "هذه", "الذين"]


@pytest.mark.parametrize("family", ["معلم معلمة معلمان معلمون معلمين معلمات", "مصر مصري مصرية مصريون مصريين مصريات"])
def test_plurals_duals_and_relation_come_off(family: str) -> None:
    assert len(_stems(family)) == 1


@pytest.mark.parametrize("family", ["حكومة حكومته حكومتها حكومتهم حكومات", "لغة لغتها لغات", "معلومات معلوماتها"])
def test_a_teh_before_a_pronoun_is_teh_marbuta(family: str) -> None:
    assert len(_stems(family)) == 1


@pytest.mark.parametrize("family", ["حياة حياته حياتها الحياة", "وفاة وفاته وفاتها", "مباراة مباراته المباراة"])
def test_a_teh_after_alef_may_be_teh_marbuta_too(family: str) -> None:
    assert len(_stems(family)) == 1


def test_the_article_comes_off_before_a_word_that_owns_its_ending() -> None:
    assert _stems("بيان البيان والبيان البيانات") == {"بيان"}


def test_a_word_keeps_the_teh_that_it_owns() -> None:
    assert _stems("بيت بيته بيتها") == {"بيت"}


@pytest.mark.parametrize("family", ["شيء شئ", "شاطئ شاطىء", "سيئ سيء سيئة", "بناء بنائه بناؤها"])
def test_spellings_of_final_hamza_meet(family: str) -> None:
    assert len(_stems(family)) == 1


@pytest.mark.parametrize("word", ["ولد", "فن", "بر", "كل", "لب", "و", "ال", "لل", "ه", "ات"])
def test_short_words_stay(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize("word", ["", "london", "2023", "3.5", "서울"])
def test_what_is_not_arabic_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


def test_the_lists_are_folded_sorted_and_small() -> None:
    for words in OWNERS:
        assert 50 < len(words) < 5000
        assert all(fold(word) == word for word in words)


def test_each_entry_of_the_final_list_refuses_a_cut() -> None:
    assert all(cut_all_endings(word, OWNERS) == word for word in OWNERS.final)
