"""What a search box forgives and strict mode refuses; and how a query was understood."""

import pytest

from searchapp.arabic import fold, stem
from searchapp.errors import QuerySyntaxError
from searchapp.understood import Clause, Exclusion, Operator, Understood


@pytest.mark.parametrize(
    ("query", "meant", "code", "position"),
    [
        ('بحر "نهر كبير', 'بحر "نهر كبير"', "unbalanced-quote", 4),
        ("بحر «نهر كبير", 'بحر "نهر كبير"', "unbalanced-quote", 4),
        ("بحر» نهر", "بحر نهر", "unbalanced-quote", 3),
        ("(بحر نهر", "بحر نهر", "unbalanced-parenthesis", 0),
        ("بحر) نهر", "بحر نهر", "unbalanced-parenthesis", 3),
        ("OR بحر", "بحر", "stray-operator", 0),
        ("بحر AND", "بحر", "stray-operator", 4),
        ("بحر NOT", "بحر", "stray-operator", 4),
        ("بحر OR AND نهر", "بحر OR نهر", "stray-operator", 7),
        ("(بحر OR) نهر", "بحر نهر", "stray-operator", 5),
        ("بحر ()", "بحر", "empty-group", 4),
        ('بحر ""', "بحر", "empty-phrase", 4),
        ('بحر "', "بحر", "unbalanced-quote", 4),
        ("بحر « ،", "بحر", "unbalanced-quote", 4),
        ("بحر *", "بحر", "empty-prefix", 4),
        ("بحر ...*", "بحر", "empty-prefix", 4),
        ("بحر *نهر", "بحر نهر", "empty-prefix", 4),
        ("بحر سد~", "بحر سد", "short-fuzzy", 6),
        ("بحر 2023~", "بحر 2023", "short-fuzzy", 8),
        ("بحر سفي*~1", "بحر سفي*", "short-fuzzy", 8),
        ("بحر سفينة~3", "بحر سفينة", "bad-distance", 9),
        ("بحر سفينة~0", "بحر سفينة", "bad-distance", 9),
        ('بحر "نهر كبير"~0', 'بحر "نهر كبير"', "bad-distance", 14),
        ('بحر "نهر كبير"~100', 'بحر "نهر كبير"', "bad-distance", 14),
        ("بحر title:", "بحر title", "field-without-value", 4),
        ("title: OR بحر", "title OR بحر", "field-without-value", 0),
        ("\u200f\u202bOR بحر", "بحر", "stray-operator", 2),
    ],
)
def test_each_fault_is_repaired_or_refused(parse, query, meant, code, position):
    repaired = parse(query)
    assert repaired.tree == parse(meant).tree
    assert repaired.understood.ignored == (code,)
    with pytest.raises(QuerySyntaxError) as caught:
        parse(query, strict=True)
    assert caught.value.values == {"fault": code, "position": position}
    assert f"character {position + 1}," in caught.value.message


@pytest.mark.parametrize("operand", ['""', "()", "*", "...", "(-)"])
@pytest.mark.parametrize("operator", ["-", "NOT ", "title:", "-title:"])
def test_an_operator_goes_with_its_empty_operand(parse, operator, operand):
    assert parse(f"{operator}{operand} بحر").tree == parse("بحر").tree


def test_a_choice_goes_with_its_empty_operand(parse):
    assert parse("جبل OR () بحر").tree == parse("جبل بحر").tree


@pytest.mark.parametrize(
    "query", ["", "بحر نهر", 'title:(بحر OR "نهر كبير") -جبل سه* date:2023..', "بحر، - نهر؟", "من هو في البحر"]
)
def test_strict_mode_accepts_the_language(parse, query):
    assert parse(query, strict=True) == parse(query)


def test_a_query_is_described(parse):
    query = 'في البِحار عنوان:"نهر كبير"~3 أو سف* ميناء~2 و?د شباط -جبل date:2023-09'
    (seas,) = parse("البحار").understood.words
    february = ("فبراير", "فيفري", "february")
    assert parse(query).understood == Understood(
        q=query,
        words=(
            Clause("في", "word", 0, 2, "في", "في"),
            Clause("البِحار", "word", 3, 10, "البحار", seas.stem, required=True),
            Clause("نهر كبير", "phrase", 17, 29, "نهر كبير", field="title", distance=3),
            Clause("سف", "prefix", 33, 36, "سف"),
            Clause("ميناء", "fuzzy", 37, 44, "ميناء", "ميناء", distance=2, required=True),
            Clause("و?د", "wildcard", 45, 48, "و?د", required=True),
            Clause("شباط", "word", 49, 53, "شباط", "شباط"),
            Clause("شباط", "month", 49, 53, "", names=february),
            Clause("2023-09", "date", 64, 71, "2023-09-01..2023-09-30", field="date", required=True),
        ),
        excluded=(Exclusion(Clause("جبل", "word", 55, 58, "جبل", "جبل"), query.replace(" -جبل", "")),),
        operators=(Operator("أو", "OR"), Operator("-", "NOT")),
        ignored=("stop-words",),
    )


def test_places_count_the_characters_that_were_typed(parse):
    query = "\u200fكتاب\u200f «نهر\u202b كبير»\u200f"
    assert [query[word.start : word.end] for word in parse(query).understood.words] == ["كتاب", "«نهر\u202b كبير»"]


def test_no_word_is_required_when_any_may_match(parse):
    assert [word.required for word in parse("بحر نهر", match="any").understood.words] == [False, False]


def test_marks_of_each_kind_of_clause(parse):
    rules = parse('سفن "نهر كبير" "نهر كبير"~3 جب* ج?ل جزيرة~ title:سهل تشرين الثاني date:2023 -واد').marks
    assert [(rule.form, rule.terms, rule.fields, rule.distance) for rule in rules] == [
        ("stem", (stem("سفن"),), None, 1),
        ("exact", ("نهر", "كبير"), None, 1),
        ("exact", ("نهر", "كبير"), None, 3),
        ("prefix", ("جب",), None, 1),
        ("wildcard", ("ج?ل",), None, 1),
        ("stem", (stem(fold("جزيرة")),), None, 1),
        ("fuzzy", ("جزيره",), None, 1),
        ("stem", ("سهل",), frozenset({"title"}), 1),
        ("stem", (stem("تشرين"),), None, 1),
        ("stem", (stem("الثاني"),), None, 1),
        ("stem", ("نوفمبر",), None, 1),
        ("stem", ("نونبر",), None, 1),
        ("stem", ("november",), None, 1),
    ]


def test_stop_words_that_are_not_required_are_not_marked(parse):
    assert parse("في البحر").marks == parse("البحر").marks


def test_excluded_words_are_never_marked(parse):
    assert parse("-(بحر -نهر)").marks == ()
