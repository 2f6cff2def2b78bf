"""One test for each rule of the stem, on counts invented for it."""

from __future__ import annotations

import pytest

from searchapp.arabic.stems.lexicon import Lexicon
from searchapp.arabic.stems.stemmer import Stemmer


def _stem(form: str, **counts: int) -> str:
    return Stemmer(Lexicon(counts)).stem(form)


def test_an_affix_comes_off_what_is_a_word_of_the_archive() -> None:
    assert _stem("وكوريا", كوريا=50) == "كوريا"
    assert _stem("وكوريا", روسيا=50) == "وكوريا"


def test_an_affix_stays_where_the_rest_is_much_rarer() -> None:
    assert _stem("برنامج", برنامج=6000, رنامج=4) == "برنامج"


def test_a_word_owns_the_letter_that_stands_behind_the_article() -> None:
    assert _stem("وزير", وزير=60, زير=20) == "زير"
    assert _stem("وزير", وزير=60, زير=20, الوزير=40) == "وزير"


def test_a_word_owns_the_letter_that_stands_behind_the_letters_of_verbs() -> None:
    assert _stem("وافق", وافق=60, افق=60) == "افق"
    assert _stem("وافق", وافق=60, افق=60, يوافق=40) == "وافق"


def test_what_is_seen_once_shows_nothing() -> None:
    assert _stem("واكد", واكد=20, اكد=60, الواكد=1) == "اكد"


def test_what_is_seen_in_few_cases_shows_nothing() -> None:
    assert _stem("واكد", واكد=4000, اكد=60_000, الواكد=4) == "اكد"


def test_what_is_seen_outside_is_chance_beside_a_far_commoner_rest() -> None:
    assert _stem("ونجاح", ونجاح=32, بونجاح=8, نجاح=100) == "ونجاح"
    assert _stem("ونجاح", ونجاح=32, بونجاح=8, نجاح=1000) == "نجاح"
    assert _stem("الغاز", الغاز=500, الالغاز=16, غاز=30) == "الغاز"
    assert _stem("الغاز", الغاز=500, الالغاز=16, غاز=120) == "غاز"


def test_what_is_seen_outside_more_often_than_the_word_is_no_chance() -> None:
    assert _stem("لامس", لامس=30, يلامس=90, امس=8000) == "لامس"


def test_no_word_is_by_chance_beside_a_function_word() -> None:
    assert _stem("والي", والي=1000, الوالي=40, الي=60_000) == "والي"
    assert _stem("الوان", الوان=250, الالوان=200, وان=8000) == "الوان"


def test_a_word_with_an_ending_owns_what_it_owns_without() -> None:
    assert _stem("بيتهم", بيتهم=20, بيت=4000, البيت=2000, يتهم=200) == "بيت"


def test_a_commoner_rest_outweighs_the_word_without_its_ending() -> None:
    assert _stem("باسهم", باسهم=8, باس=100, الباس=20, اسهم=1400) == "اسهم"


def test_the_article_comes_off_what_the_archive_lacks() -> None:
    assert _stem("الكوالا") == "كوالا"


def test_the_article_stays_where_other_affixes_stand_outside() -> None:
    assert _stem("المانيا", المانيا=600, لالمانيا=80) == "المانيا"


def test_a_verb_owns_its_article_where_its_present_is_commoner_than_the_rest() -> None:
    assert _stem("القي", القي=60, قي=20, يلقي=40) == "القي"
    assert _stem("الحق", الحق=60, حق=90, يلحق=40) == "حق"


def test_no_word_owns_its_article_by_its_family_where_the_rest_is_a_word() -> None:
    assert _stem("الافه", الافه=60, افه=20, الاف=2000, الالاف=200) == "افه"
    assert _stem("العابهم", العابهم=8, العاب=400, لالعاب=40) == "العاب"


@pytest.mark.parametrize(
    ("form", "left"), [("للوزير", "وزير"), ("للجنه", "لجنه"), ("للغز", "لغز"), ("لله", "الله"), ("للب", "للب")]
)
def test_lam_and_article_leave_the_word_its_lam(form: str, left: str) -> None:
    assert _stem(form, وزير=90, لجنه=90, اللجنه=90, جنه=9, اللغز=9, غز=3) == left


def test_a_preposition_and_the_article_come_off() -> None:
    assert _stem("وبالوزير", وزير=90) == "وبالوزير"
    assert _stem("وبالوزير", الوزير=90) == "وزير"


def test_a_conjunction_and_a_preposition_come_off_together() -> None:
    assert _stem("وبكوريا", كوريا=90) == "كوريا"


def test_no_other_letter_stands_behind_a_preposition() -> None:
    assert _stem("بوكوريا", كوريا=90) == "بوكوريا"


def test_a_preposition_comes_off_what_stands_behind_other_affixes_too() -> None:
    assert _stem("بليش", بليش=44, ليش=4) == "بليش"
    assert _stem("بلندن", بلندن=44, لندن=4, للندن=3) == "لندن"


def test_a_preposition_comes_off_what_is_commoner() -> None:
    assert _stem("بليش", بليش=2, ليش=4) == "ليش"


def test_kaf_comes_off_what_is_far_commoner() -> None:
    assert _stem("كرءيس", كرءيس=20, رءيس=90) == "رءيس"
    assert _stem("كيري", كيري=40, يري=60) == "كيري"
    assert _stem("كالعاده", كالعاده=40, العاده=20) == "عاده"


def test_what_stands_behind_a_conjunction_alone_is_no_noun() -> None:
    assert _stem("باتت", باتت=60, اتت=9, واتت=9) == "باتت"


def test_the_future_comes_off_a_verb_that_is_commoner_without_it() -> None:
    assert _stem("سيكون", سيكون=20, يكن=2, يكون=90) == "يكون"
    assert _stem("سنجار", سنجار=40, نجار=20) == "سنجار"
    assert _stem("سالت", سالت=4, الت=90) == "سالت"


@pytest.mark.parametrize("form", ["وفي", "ولكن", "وهو", "لهذا", "بنفس"])
def test_proclitics_come_off_function_words(form: str) -> None:
    assert _stem(form) == form[1:]


@pytest.mark.parametrize("form", ["بعد", "كان", "الذين", "كلها", "فيها", "هذه", "بعده", "بعدها"])
def test_function_words_are_not_cut(form: str) -> None:
    assert _stem(form, عد=90, عده=90, ان=90, ذين=90, لها=90, هذ=90) == form


def test_names_of_the_list_are_not_cut() -> None:
    counts = {"درعا": 60, "درع": 90, "فراس": 30, "راس": 900}
    assert Stemmer(Lexicon(counts)).stem_forms(["درعا", "ودرعا", "فراس"]) == ["درعا", "درعا", "فراس"]


def test_nouns_of_the_list_are_not_cut() -> None:
    stemmer = Stemmer(Lexicon({"رياضه": 60, "رياض": 90, "الرياض": 900, "كبيره": 60, "كبير": 90, "رياضات": 9}))
    forms = ["رياضه", "بالرياضه", "رياضتهم", "رياضات", "الرياض", "كبيره"]
    assert stemmer.stem_forms(forms) == [*["رياضه"] * 4, "رياض", "كبير"]


def test_neither_article_nor_ending_leaves_a_function_word() -> None:
    assert _stem("الكل", كل=900) == "الكل"
    assert _stem("اليات", الي=900) == "يات"
    assert _stem("بعضها", بعض=900) == "بعضها"


@pytest.mark.parametrize("form", ["وفيات", "وفيها", "وفيا"])
def test_no_ending_leaves_a_function_word_behind_a_conjunction(form: str) -> None:
    assert _stem(form, **{form: 20}, وفي=900, الوفي=30) == form


def test_an_ending_leaves_a_noun_that_looks_like_one() -> None:
    assert _stem("فهمها", فهمها=20, فهم=90, الفهم=30) == "فهم"


@pytest.mark.parametrize("pronoun", ["ه", "ها", "هم", "هما", "نا", "هن", "كم", "ني", "ك"])
def test_pronouns_come_off(pronoun: str) -> None:
    assert _stem("كتاب" + pronoun, كتاب=90) == "كتاب"


@pytest.mark.parametrize(("form", "rest"), [("يشارك", "يشار"), ("ميدني", "ميد"), ("تفاهن", "تفا"), ("تراكم", "ترا")])
def test_rare_pronouns_come_off_what_is_far_commoner(form: str, rest: str) -> None:
    assert Stemmer(Lexicon({form: 60, rest: 120})).stem(form) == form
    assert Stemmer(Lexicon({form: 60, rest: 250})).stem(form) == rest


def test_our_comes_off_what_is_commoner() -> None:
    assert _stem("مكانا", مكانا=90, مكا=30) == "مكانا"
    assert _stem("وطننا", وطننا=60, وطن=60) == "وطن"


def test_no_pronoun_stands_behind_the_article() -> None:
    assert _stem("الفهم", الفهم=60, الف=20, فهم=60) == "فهم"
    assert _stem("سهم", سهم=60, السهم=30, سه=30) == "سهم"
    assert _stem("المهم", المهم=90, الم=90, مهم=1) == "مهم"


def test_a_teh_before_a_pronoun_is_teh_marbuta() -> None:
    assert _stem("مدينتهم", مدينه=90, مدينت=1) == "مدينه"
    assert _stem("قدمته", قدمه=60, قدمت=300, قدم=600) == "قدم"


def test_a_word_keeps_the_teh_that_stands_behind_the_article() -> None:
    assert _stem("بيته", بيت=90, البيت=60, بيه=20) == "بيت"


def test_an_alef_before_a_pronoun_may_be_yeh() -> None:
    assert _stem("مستواه", مستوي=90, مستوا=1) == "مستوي"


def test_a_heh_behind_alef_is_the_words_own_behind_the_article() -> None:
    assert _stem("قضاه", قضاه=60, قضي=90) == "قضي"
    assert _stem("قضاه", قضاه=60, قضي=90, القضاه=60) == "قضاه"


def test_a_feminine_comes_off() -> None:
    assert _stem("كبيره", كبيره=90, كبير=90) == "كبير"


def test_endings_of_nouns_come_off_what_stands_behind_the_article_alone() -> None:
    assert _stem("متحده", متحده=60, المتحد=20) == "متحد"
    assert _stem("يساهم", يساهم=60, اليسا=20) == "يساهم"


def test_a_feminine_that_is_another_word_stays() -> None:
    counts = {"جامعه": 2400, "جامع": 200, "للجامعه": 200, "بجامعه": 30}
    assert Stemmer(Lexicon(counts)).stem("جامعه") == "جامعه"
    assert Stemmer(Lexicon(counts | {"جامع": 4000})).stem("جامعه") == "جامع"
    assert Stemmer(Lexicon(counts | {"جامعها": 300})).stem("جامعه") == "جامع"
    assert Stemmer(Lexicon(counts | {"جامعت": 300})).stem("جامعه") == "جامع"


def test_a_feminine_that_stands_behind_no_preposition_is_an_adjective() -> None:
    counts = {"عربيه": 1000, "العربيه": 16_000, "عربي": 1000, "العربي": 8000, "للعربيه": 30}
    assert Stemmer(Lexicon(counts)).stem("عربيه") == "عربي"
    assert Stemmer(Lexicon(counts | {"بعربيه": 30})).stem("عربيه") == "عربيه"


def test_a_nun_that_is_the_words_own_is_no_pronouns() -> None:
    assert _stem("انسانا", انسانا=60, انسان=900, انسا=60) == "انسان"
    assert _stem("شعبنا", شعبنا=60, شعب=900) == "شعب"
    assert _stem("ليوني", ليوني=30, ليون=400, ليو=200) == "ليوني"
    assert _stem("جعلني", جعلني=30, جعل=400) == "جعل"


@pytest.mark.parametrize(
    ("plural", "left"), [("دورات", "دوره"), ("قرارات", "قرار"), ("فئات".replace("ئ", "ء"), "فءه")]
)
def test_a_feminine_plural_comes_off(plural: str, left: str) -> None:
    assert _stem(plural, دوره=90, دورتها=30, قرار=90, فءه=90, فءتها=20) == left


@pytest.mark.parametrize("form", ["معلمين", "معلمون", "معلمان"])
def test_plurals_and_duals_come_off_beside_each_other(form: str) -> None:
    assert _stem(form, معلم=180, معلمين=30, معلمون=30, معلمان=9) == "معلم"


def test_a_plural_alone_stays() -> None:
    assert _stem("حمدان", حمدان=90, حمد=900) == "حمدان"
    assert _stem("حمدان", حمدان=90, حمد=900, حمدين=2) == "حمدان"


def test_names_are_no_plurals_beside_each_other() -> None:
    counts = {"نيرين": 30, "نيران": 9, "نير": 30}
    assert Stemmer(Lexicon(counts)).stem("نيرين") == "نيرين"
    assert Stemmer(Lexicon(counts | {"النيرين": 9})).stem("نيرين") == "نير"
    assert Stemmer(Lexicon(counts | {"نير": 120})).stem("نيرين") == "نير"


def test_a_plural_that_has_the_article_and_is_far_rarer_needs_no_other() -> None:
    counts = {"مدينتين": 9, "مدينه": 6000, "المدينتين": 50, "نقصان": 9, "نقص": 300, "النقصان": 9}
    assert Stemmer(Lexicon(counts)).stem_forms(["مدينتين", "نقصان"]) == ["مدينه", "نقصان"]


def test_no_plural_has_a_relation() -> None:
    counts = {"لبنان": 90, "لبنين": 30, "لبن": 900}
    assert Stemmer(Lexicon(counts)).stem("لبنان") == "لبن"
    assert Stemmer(Lexicon(counts | {"اللبناني": 30})).stem("لبنان") == "لبنان"


def test_no_plural_keeps_its_nun_before_a_pronoun() -> None:
    counts = {"دوران": 30, "دورين": 30, "دور": 900}
    assert Stemmer(Lexicon(counts)).stem("دوران") == "دور"
    assert Stemmer(Lexicon(counts | {"دورانها": 9})).stem("دوران") == "دوران"


def test_plurals_and_duals_come_off_the_present_of_verbs() -> None:
    assert _stem("يعملون", يعملون=60, يعمل=90) == "يعمل"
    assert _stem("يمثلان", يمثلان=60, يمثل=90) == "يمثل"
    assert _stem("يونان", يونان=60, يون=30) == "يونان"


def test_the_accusative_comes_off_what_takes_no_preposition() -> None:
    assert _stem("كبيرا", كبيرا=60, كبير=90) == "كبير"
    assert _stem("ليبيا", ليبيا=60, ليبي=90, بليبيا=20) == "ليبيا"
    assert _stem("كندا", كندا=60, كند=3) == "كندا"


def test_endings_of_verbs_come_off_verbs() -> None:
    counts = {"قال": 90, "قالت": 60, "قالوا": 20}
    assert Stemmer(Lexicon(counts)).stem_forms(["قالت", "قالوا"]) == ["قال", "قال"]
    assert _stem("شوكت", شوكت=20, شوك=20) == "شوكت"


def test_the_present_of_a_verb_in_alef_begins_with_yeh_instead() -> None:
    assert _stem("ارتفعت", ارتفعت=60, ارتفع=20, يرتفع=1) == "ارتفع"


def test_endings_restore_the_yeh_of_verbs() -> None:
    counts = {"تولت": 20, "تولوا": 9, "تول": 2, "تولي": 90, "يتولي": 40}
    assert Stemmer(Lexicon(counts)).stem_forms(["تولت", "تولوا"]) == ["تولي", "تولي"]
    assert _stem("تركت", تركت=60, ترك=90, تركوا=9, تركي=300) == "ترك"


def test_the_name_of_god_is_kept_whole() -> None:
    stemmer = Stemmer(Lexicon({"الله": 900, "له": 900, "الل": 9}))
    assert stemmer.stem_forms(["الله", "والله", "بالله", "لله", "له"]) == ["الله"] * 4 + ["له"]


@pytest.mark.parametrize(
    "form", ["", "london", "2023", "3.5", "서울", "covid19", "و", "ال", "لل", "ه", "ات", "كتاب2"]
)
def test_short_words_and_other_scripts_stay(form: str) -> None:
    assert _stem(form, كتاب=90) == form
