"""Words, phrases and prefixes: what each finds."""

import pytest
from whoosh.query import ConstantScoreQuery, Every, NullQuery

from searchapp.fields import FORM_WEIGHTS, STEP, TEXT_FIELDS
from searchapp.query import AnyField


def test_all_words_must_match(finds):
    assert finds("ميناء سفينة", "وصلت سفينة إلى ميناء بعيد")
    assert not finds("ميناء سفينة", "وصلت سفينة")


def test_any_word_may_match_when_asked(finds):
    assert finds("ميناء سفينة", "وصلت سفينة", match="any")
    assert not finds("ميناء سفينة", "وصل قطار", match="any")


@pytest.mark.parametrize("field", ["title", "captions", "tags"])
def test_a_word_is_looked_for_in_every_default_field(finds, field):
    value = "ميناء" if field == "title" else ("ميناء",)
    assert finds("ميناء", **{field: value})


@pytest.mark.parametrize("field", ["source", "author"])
def test_a_word_is_not_looked_for_in_other_fields(finds, field):
    assert not finds("ميناء", **{field: "ميناء"})


def test_a_word_matches_by_stem(finds):
    assert finds("السفينة", "أبحرت سفينة")


def test_a_word_matches_by_its_stem_and_ranks_by_its_exact_form_besides(parse):
    required, optional = parse("الميناء").tree.subqueries
    exact, step = optional.subqueries
    assert step == ConstantScoreQuery(exact, STEP)
    for node, form, text in ((required, "stem", "ميناء"), (exact, "exact", "الميناء")):
        assert isinstance(node, AnyField)
        assert node.boost == FORM_WEIGHTS[form]
        assert {leaf.fieldname: (leaf.text, leaf.boost) for leaf in node.leaves()} == {
            f"{field.name}_{form}": (text, field.weight) for field in TEXT_FIELDS if field.by_default
        }


@pytest.mark.parametrize(
    "query",
    [
        "مِينَاءُ سَفِينَةٍ",
        "ميـــناء سفيـنة",
        "\u202bميناء\u202c \u200fسفينة",
        "میناء سفینه",
        "ﻣﻴﻨﺎﺀ سفينة",
        "؟ميناء، سفينة؛",
        "ميناء؟سفينة",
        "ميناء,سفينة",
    ],
    ids=["vowels", "tatweel", "bidi", "persian", "presentation", "punctuation", "question-mark", "comma"],
)
def test_every_way_of_writing_asks_the_same(parse, query):
    assert parse(query).tree == parse("ميناء سفينة").tree


@pytest.mark.parametrize("sign", list("~^؟[]{}<>|=،؛!"))
def test_signs_of_other_languages_only_separate(parse, sign):
    assert parse(f"ميناء{sign}سفينة").tree == parse("ميناء سفينة").tree


def test_a_joined_word_needs_its_parts_side_by_side(finds):
    assert finds("شبه-جزيرة", "زار شبه جزيرة بعيدة")
    assert finds("شبه-جزيرة", "زار شبه-جزيرة بعيدة")
    assert not finds("شبه-جزيرة", "جزيرة وشبه مدينة")


def test_a_joined_word_is_found_by_its_parts(finds):
    assert finds("شبه جزيرة", "زار شبه-جزيرة بعيدة")


def test_a_joined_word_matches_by_stem(finds):
    assert finds("شبه-الجزيرة", "شبه جزيرة")


@pytest.mark.parametrize("text", ["3,000", "3000", "٣٬٠٠٠"])
def test_a_number_with_separators_is_one_word(parse, text):
    assert parse(text).tree == parse("3000").tree


@pytest.mark.parametrize("text", ["10:30", "https://example.org/a-b", "شيء:ميناء"])
def test_an_unknown_field_name_is_just_a_word(finds, text):
    assert finds(text, f"كُتب {text} هنا")


@pytest.mark.parametrize(
    "query", ['"السفينة الكبيرة"', "«السفينة الكبيرة»", "“السفينة الكبيرة”", "„السفينة الكبيرة‟"]
)
def test_quotes_of_every_kind_find_the_words_side_by_side(finds, query):
    assert finds(query, "عادت السفينة الكبيرة")
    assert not finds(query, "السفينة الجميلة الكبيرة")
    assert not finds(query, "الكبيرة السفينة")


def test_quotes_mean_exact(finds):
    assert not finds('"سفينة كبيرة"', "السفينة الكبيرة")


def test_a_quoted_word_is_exact(finds):
    assert finds('"سفينة"', "سَفينةٌ")
    assert not finds('"سفينة"', "السفينة")


def test_operators_and_stop_words_inside_quotes_are_words(finds):
    assert finds('"البحر أو النهر"', "عبر البحر أو النهر")
    assert not finds('"البحر أو النهر"', "عبر البحر")
    assert finds('"البحر NOT النهر"', "البحر not النهر")


def test_straight_quotes_may_stand_inside_pointed_ones(parse):
    assert parse('«قال "نعم" أمس»').tree == parse('"قال نعم أمس"').tree


def test_a_prefix_finds_every_word_that_begins_so(finds):
    assert finds("سفي*", "سفيرة")
    assert finds("سفي*", "سفينة")
    assert not finds("سفي*", "السفينة")


def test_a_prefix_is_folded(parse):
    assert parse("إِسـ*").tree == parse("اس*").tree


def test_a_joined_prefix_is_words_and_a_prefix(parse):
    assert parse("بني-سوي*").tree == parse("بني سوي*").tree


@pytest.mark.parametrize("query", ["", " ", "\n\t\u00a0"])
def test_an_empty_query_lists_everything(parse, query):
    assert parse(query).tree == Every()


@pytest.mark.parametrize("query", ["*", "...", "؟؟", "-", '""', "()", "NOT", "َُ"])
def test_a_query_without_a_searchable_word_finds_nothing(parse, query):
    assert parse(query).tree is NullQuery
