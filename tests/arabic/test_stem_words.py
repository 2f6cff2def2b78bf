"""Words of the news and the lexicon that ships: what must meet, and what must stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.arabic import fold
from searchapp.arabic.stems.learning import learn_lexicon
from searchapp.arabic.stems.lexicon import load_base_lexicon
from searchapp.arabic.stems.stemmer import MEMO_FORMS, Stemmer

STEMMER = Stemmer(load_base_lexicon())

MEET = (
    "وزير/الوزير وزير/ووزير وزير/للوزير وزير/بالوزير وزير/والوزير وزارة/وزارات كوريا/بكوريا كوريا/وبكوريا "
    "لجنة/للجنة برنامج/ببرنامج لبنان/بلبنان فساد/والفساد وطن/الوطن وفاة/بوفاة بيت/بيتهم مدينة/مدينتهم "
    "مدينة/مدينتها حكومة/حكومته كتاب/كتابهم عمل/عملنا جهة/جهات شركة/شركات قرار/قرارات معلم/معلمون معلم/معلمين "
    "مسؤول/مسؤولين كبير/كبيرة كبير/كبيرا مستوى/مستواه يكون/سيكون قال/قالت قال/قالوا رئيس/رئيسها ولاية/الولايات "
    "لغة/لغات كرة/كرات بناء/بنائه بناء/بناؤها لاعب/لاعبين مدينة/المدينتين عام/عامين متحد/المتحدة ارتفع/ارتفعت "
    "تولى/تولت يعمل/يعملون"
)
APART = (
    "لبنان/لبن عمان/عم حسين/حس سليمان/سليم سلمان/سلم الآفة/آلاف اليمين/أليم مروان/مرو رمضان/رمض بستان/بست "
    "سلطان/سلط ميزان/ميز فنان/فن طيران/طير قانون/قان زيتون/زيت كانون/كان جنين/جن بوتين/بوت تعيين/تعي بنات/بن "
    "نبات/نب حياة/حي وزير/زير وطن/طن وجود/جود وقت/قت والد/الد واحد/أحد وفد/فد ولاية/لاية فهد/هد فساد/ساد "
    "فريق/ريق فيصل/يصل فكر/كر بحر/حر بلاد/لاد بعيد/عيد بنك/نك بيان/يان بيت/يت باريس/أريس بيروت/بيرو كبير/بير "
    "كتاب/تاب كلام/لام كويت/ويت كامل/أمل لجنة/جنة لغة/غة ليل/يل لون/ون لافروف/افروف سنة/نة سيارة/يارة "
    "سيناء/يناء ألماني/ماني إلغاء/غاء ألعاب/عاب الفلبين/بين جامعة/جامع كلية/كلي مكتب/كاتب سياحة/سياح "
    "الإمارات/إمارة ليبيا/ليبي سوريا/سوري تركيا/تركي شارك/شار يعاني/معاناة درهم/در سهم/س فهم/هم متهم/مت "
    "كيري/يرى شيرين/شير فرحان/فرح بعده/عدة باتت/أتت قضاة/قضى حماة/حمى يشارك/يشار كوباني/كوبا درعا/درع "
    "ألقى/قي بابل/إبل سيدني/سيد "
    "باراك/بارا ميدان/ميد إيران/إير ثمين/ثم حنين/حن بركات/بركة شريك/شر عليا/علي"
)


def _split(pairs: str) -> list[tuple[str, str]]:
    return [(left, right) for left, _, right in (pair.partition("/") for pair in pairs.split())]


def _stem(word: str) -> str:
    return STEMMER.stem(fold(word))


@pytest.mark.parametrize(("word", "affixed"), _split(MEET))
def test_a_word_meets_its_forms(word: str, affixed: str) -> None:
    assert _stem(affixed) == _stem(word)


@pytest.mark.parametrize(("word", "other"), _split(APART))
def test_words_that_only_look_alike_stay_apart(word: str, other: str) -> None:
    assert _stem(word) != _stem(other)


@pytest.mark.parametrize(("word", "affixed"), _split(MEET))
def test_a_small_archive_leaves_words_together(word: str, affixed: str) -> None:
    forms = [fold(form) for form in (word, affixed)]
    stemmer = Stemmer(learn_lexicon(forms, [3, 1]))
    assert stemmer.stem(forms[0]) == stemmer.stem(forms[1])


WORDS = st.sampled_from(sorted(load_base_lexicon().counts))
AFFIXED = st.builds(
    "".join, st.tuples(st.sampled_from(["", "و", "ب", "ال", "لل", "وال"]), WORDS, st.sampled_from(["", "ه", "هم"]))
)


@settings(max_examples=300)
@given(AFFIXED | st.text("ابتسفكلمنهويء", max_size=100))
def test_a_stem_is_its_own_stem_and_no_word_is_lost(form: str) -> None:
    stem = STEMMER.stem(form)
    assert STEMMER.stem(stem) == stem
    assert bool(stem) == bool(form)


@settings(max_examples=100)
@given(st.lists(AFFIXED, max_size=20))
def test_a_form_has_one_stem_whatever_was_asked_before(forms: list[str]) -> None:
    assert STEMMER.stem_forms(forms) == [Stemmer(load_base_lexicon()).stem(form) for form in forms]


def test_a_full_memo_is_emptied_and_stems_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("searchapp.arabic.stems.stemmer.MEMO_FORMS", 2)
    stemmer = Stemmer(load_base_lexicon())
    assert stemmer.stem_forms(["الوزير", "والوزير", "المدينه", "الوزير"]) == ["وزير", "وزير", "مدينه", "وزير"]
    assert MEMO_FORMS > 2


def test_the_longest_terms_are_stemmed() -> None:
    for letter in "وبالهنيت":
        assert STEMMER.stem(letter * 100)
