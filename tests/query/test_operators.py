"""AND, OR, NOT, minus, parentheses, and the Arabic operators."""

import pytest


def test_or_finds_either(finds):
    assert finds("بحر OR نهر", "نهر")
    assert not finds("بحر OR نهر", "جبل")


def test_and_requires_both_even_when_any_word_may_match(finds):
    assert finds("بحر AND نهر", "بحر نهر", match="any")
    assert not finds("بحر AND نهر", "بحر", match="any")


@pytest.mark.parametrize("query", ["بحر -نهر", "بحر NOT نهر", "بحر AND NOT نهر", "-نهر بحر", "بحر −نهر"])
def test_each_way_of_excluding(finds, query):
    assert finds(query, "بحر")
    assert not finds(query, "بحر نهر")


def test_what_is_excluded_is_excluded_when_any_word_may_match(finds):
    assert not finds("بحر جبل -نهر", "بحر نهر", match="any")
    assert finds("بحر جبل -نهر", "بحر", match="any")


def test_phrases_prefixes_and_groups_are_excluded_too(finds):
    assert not finds('بحر -"نهر كبير"', "بحر نهر كبير")
    assert not finds("بحر -نه*", "بحر نهر")
    assert not finds("بحر -(نهر OR جبل)", "بحر جبل")


def test_only_excluded_words_find_all_others(finds):
    assert finds("-نهر -جبل", "بحر")
    assert not finds("-نهر -جبل", "جبل")


def test_an_excluded_word_beside_or(finds):
    assert finds("بحر OR -نهر", "جبل")
    assert not finds("بحر OR -نهر", "نهر")


def test_two_negations_undo_each_other(parse):
    assert parse("NOT -بحر").tree == parse("بحر").tree


@pytest.mark.parametrize("query", ["بحر - نهر", "بحر -- نهر", "بحر – نهر", "بحر--نهر"])
def test_a_dash_that_does_not_touch_the_next_word_alone_excludes_nothing(finds, query):
    assert finds(query, "بحر نهر")


@pytest.mark.parametrize("query", ["بحر or نهر", "بحر Or نهر"])
def test_operators_are_upper_case(finds, query):
    assert not finds(query, "بحر")
    assert finds(query, "بحر or نهر")


def test_or_binds_tighter_than_standing_side_by_side(parse):
    assert parse("جبل بحر OR نهر").tree == parse("جبل (بحر OR نهر)").tree


def test_and_binds_tighter_than_or(parse):
    assert parse("جبل OR بحر AND نهر").tree == parse("جبل OR (بحر AND نهر)").tree


def test_not_binds_tightest(parse):
    assert parse("NOT جبل OR بحر").tree == parse("(NOT جبل) OR بحر").tree


def test_parentheses_group(finds):
    assert finds("(جبل بحر) OR نهر", "نهر")
    assert not finds("(جبل بحر) OR نهر", "جبل")


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("بحر و نهر", "بحر AND نهر"),
        ("بحر أو نهر", "بحر OR نهر"),
        ("بحر او نهر", "بحر OR نهر"),
        ("بحر أَوْ نهر", "بحر OR نهر"),
        ("بحر ليس نهر", "بحر NOT نهر"),
        ("بحر و ليس نهر", "بحر AND NOT نهر"),
        ("بحر أو ليس نهر", "بحر OR NOT نهر"),
        ("سهل بحر و ليس (نهر)", "سهل بحر AND NOT (نهر)"),
        ("بحر لَيْسَ نه*", "بحر NOT نه*"),
        ("عنوان:بحر ليس نهر", "title:بحر NOT نهر"),
        ("(بحر أو جبل) ليس نهر", "(بحر OR جبل) NOT نهر"),
        ("سهل أو (بحر ليس نهر)", "سهل OR (بحر NOT نهر)"),
        ("سهل (بحر ليس نهر", "سهل (بحر NOT نهر)"),
        ("جبل بحر ليس «نهر كبير» سهل", 'جبل بحر NOT "نهر كبير" سهل'),
        ("جبل بحر ليس (نهر سهل) واد", "جبل بحر NOT (نهر سهل) واد"),
        ("جبل بحر ليس عنوان:نهر سهل", "جبل بحر NOT title:نهر سهل"),
        ("(بحر) أو «نهر»", '(بحر) OR "نهر"'),
        ("بحر* أو عنوان:نهر", "بحر* OR title:نهر"),
    ],
)
def test_arabic_operators_between_operands(parse, query, same):
    assert parse(query).tree == parse(same).tree


@pytest.mark.parametrize(
    "query",
    [
        "أو بحر نهر",
        "بحر نهر أو",
        "بحر (أو نهر)",
        "(بحر أو) نهر",
        "بحر و أو نهر",
        "بحر OR أو نهر",
        "بحر أو -نهر",
        "سهل بحر و ليس نهر",
        "بحر ليس و نهر",
        "بحر و أو ليس نهر",
        "بحر ليس هنا",
        "بحر وليس نهر",
        "جبل بحر ليس نهر",
        "بحر ليس نهر جبل",
        "جبل (بحر سهل ليس نهر)",
        "(بحر ليس نهر سهل) جبل",
        "جبل (بحر سهل) ليس نهر",
        "-بحر ليس نهر",
        "بحر) ليس نهر",
        'بحر "أو" نهر',
    ],
)
def test_arabic_operators_elsewhere_are_words(parse, query):
    understood = parse(query).understood
    assert not {"أو", "و", "ليس"} & {operator.text for operator in understood.operators}
    assert "stray-operator" not in understood.ignored


def test_an_arabic_operator_after_a_field_name_is_its_value(parse):
    assert parse("title:أو نهر").tree == parse("title:(أو) نهر").tree


@pytest.mark.parametrize("query", ['"بحر"-نهر', "بحر،-نهر", "(بحر)-نهر"])
def test_a_minus_counts_only_at_the_beginning_of_a_word(finds, query):
    assert finds(query, "بحر نهر")


def test_stop_words_are_not_required(finds):
    assert finds("السفر إلى البحر", "السفر عبر البحر")


@pytest.mark.parametrize(("name", "particle"), [("منى", "من"), ("آلية", "إليه"), ("إمام", "أمام")])
def test_a_name_or_noun_that_folds_onto_a_stop_word_is_required(finds, name, particle):
    query = f"الطريق {name}"
    assert finds(query, f"الطريق إلى {name}")
    assert not finds(query, "الطريق إلى البحر")
    assert finds(f"الطريق {particle}", "الطريق إلى البحر")


def test_stop_words_are_not_searched_for_among_alternatives(finds):
    assert not finds("السفر إلى البحر", "ذهب إلى بيته", match="any")


def test_a_query_of_stop_words_requires_them(finds):
    assert finds("من هو", "من هو هذا")
    assert not finds("من هو", "ذهب من هنا")


def test_a_stop_word_beside_a_field_only_is_required(finds):
    assert not finds("هو source:النهار", "سماء", source="النهار")


def test_stop_words_stay_in_phrases(finds):
    assert not finds('"السفر إلى البحر"', "السفر عبر البحر")


def test_an_excluded_stop_word_excludes(finds):
    assert not finds("السفر -إلى", "السفر إلى البحر")


def test_a_stop_word_with_an_operator_of_choice_stays_a_choice(finds):
    assert finds("البحر OR إلى", "ذهب إلى")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("بحر (نهر (جبل))", "بحر نهر جبل"),
        ("بحر AND نهر جبل", "بحر نهر جبل"),
        ("بحر OR (نهر OR جبل)", "بحر OR نهر OR جبل"),
        ("بحر بحر نهر", "بحر نهر"),
        ("بحر -نهر جبل -سهل", "بحر جبل NOT (نهر OR سهل)"),
        ("(بحر -نهر) جبل", "بحر جبل -نهر"),
        ("title:(بحر نهر)", "title:بحر title:نهر"),
    ],
)
def test_queries_that_mean_the_same_give_equal_trees(parse, one, other):
    assert parse(one).tree == parse(other).tree


def test_different_queries_give_different_trees(parse):
    queries = ["بحر نهر", "بحر OR نهر", "بحر -نهر", '"بحر نهر"', "بحر نهر*", "بحر title:نهر", "بحر", "بحر-نهر"]
    trees = [parse(query).tree for query in queries]
    assert all(one != other for index, one in enumerate(trees) for other in trees[:index])


def test_words_of_one_stem_do_not_score_twice_as_alternatives(parse):
    leaves = [(leaf.fieldname, leaf.text) for leaf in parse("سفينة OR السفينة").tree.leaves()]
    assert len(leaves) == len(set(leaves))
