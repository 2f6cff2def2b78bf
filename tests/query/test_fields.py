"""Field names and dates."""

import datetime as dt
import json

import pytest

from searchapp.errors import BadDateError

_VALUES = {
    "title": "الميناء",
    "captions": ("الميناء",),
    "tags": ("الميناء",),
    "source": "الميناء",
    "author": "الميناء",
}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("title", "title"),
        ("عنوان", "title"),
        ("captions", "captions"),
        ("tag", "tags"),
        ("tags", "tags"),
        ("وسم", "tags"),
        ("source", "source"),
        ("مصدر", "source"),
        ("author", "author"),
        ("كاتب", "author"),
    ],
)
def test_a_field_name_limits_to_its_field(finds, name, field):
    assert finds(f"{name}:ميناء", **{field: _VALUES[field]})
    others = {other: value for other, value in _VALUES.items() if other != field}
    assert not finds(f"{name}:ميناء", "الميناء", **others)


@pytest.mark.parametrize("name", ["body", "text", "Body"])
def test_the_text_is_a_field_too(finds, name):
    assert finds(f"{name}:ميناء", "الميناء")
    assert not finds(f"{name}:ميناء", **_VALUES)


@pytest.mark.parametrize("query", ["publisher:الميناء", 'publisher:"الميناء"', "site:example", "بحر subject:(ميناء)"])
def test_a_latin_name_of_no_field_is_noted_and_a_word(parse, query):
    for strict in (False, True):
        assert parse(query, strict=strict).understood.ignored == ("unknown-field",)


@pytest.mark.parametrize("name", ["عنوان", "مصدر", "وسم", "كاتب"])
def test_an_arabic_name_before_a_space_is_noted(parse, name):
    assert parse(f"{name}: النفط").understood.ignored == ("field-before-space",)


@pytest.mark.parametrize(
    "query", ["https://example.org/1", "10:30", "قال:نعم", "mailto:a@b", "تاريخ: العرب", "title:نفط", "a:b", "نفط:"]
)
def test_other_words_with_a_colon_are_not_noted(parse, query):
    assert parse(query).understood.ignored == ()


@pytest.mark.parametrize("name", ["Title", "TITLE", "عُنْوان", "عنـوان", "\u200fعنوان", "title："])
def test_a_field_name_is_read_however_it_is_written(parse, name):
    query = f"{name}:ميناء".replace("：:", "：")
    assert parse(query).tree == parse("title:ميناء").tree


def test_a_field_takes_a_phrase(finds):
    assert finds('title:"ميناء قديم"', title="ميناء قديم")
    assert not finds('title:"ميناء قديم"', title="ميناء غير قديم")


def test_a_field_takes_a_group(finds):
    assert finds("title:(ميناء OR سفينة)", title="سفينة")
    assert not finds("title:(ميناء OR سفينة)", "سفينة")


def test_a_field_takes_a_prefix(finds):
    assert finds("title:مين*", title="ميناء")
    assert not finds("title:مين*", "ميناء")


def test_a_space_may_follow_the_colon_of_an_english_name(parse):
    assert parse("title: ميناء سفينة").tree == parse("title:ميناء سفينة").tree


@pytest.mark.parametrize("name", ["عنوان", "مصدر", "وسم", "كاتب"])
def test_an_arabic_name_before_a_space_is_a_word(finds, name):
    assert finds(f"{name}: ميناء", f"{name} الميناء")
    assert not finds(f"{name}: ميناء", "الميناء", **_VALUES)


def test_the_nearest_field_name_counts(parse):
    assert parse("title:(ميناء source:سفينة)").tree == parse("title:ميناء source:سفينة").tree


@pytest.mark.parametrize("query", ["-title:ميناء", "title:-ميناء", "NOT title:ميناء"])
def test_a_field_is_excluded(finds, query):
    assert finds(query, "ميناء")
    assert not finds(query, title="ميناء")


def test_what_names_its_field_holds_when_any_word_may_match(finds):
    query = "بحر نهر source:النهار date:2023"
    assert finds(query, "نهر", match="any", source="النهار", date="2023-05-01")
    assert not finds(query, "نهر", match="any", source="النهار", date="2022-05-01")
    assert not finds(query, "سهل", match="any", source="النهار", date="2023-05-01")


def test_a_phrase_of_a_field_does_not_run_across_values(finds):
    assert not finds('tag:"بحر نهر"', tags=("بحر", "نهر"))


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-09", "2023-09-01", "2023-09-30"),
        ("2023-9", "2023-09-01", "2023-09-30"),
        ("09/2023", "2023-09-01", "2023-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-09-05", "2023-09-05", "2023-09-05"),
        ("05/09/2023", "2023-09-05", "2023-09-05"),
        ("5.9.2023", "2023-09-05", "2023-09-05"),
        ("2023/09/05", "2023-09-05", "2023-09-05"),
        ("٢٠٢٣-٠٩-٠٥", "2023-09-05", "2023-09-05"),
        ("۰۵/۰۹/۲۰۲۳", "2023-09-05", "2023-09-05"),
        ("\u200e2023-09-05", "2023-09-05", "2023-09-05"),
        ('"2023-09-05"', "2023-09-05", "2023-09-05"),
        (" 2023-09-05", "2023-09-05", "2023-09-05"),
        ("2023-01..2023-06", "2023-01-01", "2023-06-30"),
        ("2023-01-15..2023", "2023-01-15", "2023-12-31"),
        ("[2023-01 TO 2023-06]", "2023-01-01", "2023-06-30"),
        ("[٢٠٢٣ إلى ٢٠٢٤]", "2023-01-01", "2024-12-31"),
        ("(2023-03 OR 2023-04)", "2023-03-01", "2023-04-30"),
        ("أيلول 2023", "2023-09-01", "2023-09-30"),
        (" سبتمبر ٢٠٢٣", "2023-09-01", "2023-09-30"),
        ("شتنبر ۲۰۲۳", "2023-09-01", "2023-09-30"),
        ("September 2023", "2023-09-01", "2023-09-30"),
        ("تشرين الثاني 2023", "2023-11-01", "2023-11-30"),
        ("كانون أول 2023", "2023-12-01", "2023-12-31"),
        ("أيلول/سبتمبر 2023", "2023-09-01", "2023-09-30"),
        ("شهر آب من عام 2023", "2023-08-01", "2023-08-31"),
        ("سبتمبر-2023", "2023-09-01", "2023-09-30"),
        ("٥ إبريل ٢٠٢٣", "2023-04-05", "2023-04-05"),
        ("Sep 5, 2023", "2023-09-05", "2023-09-05"),
        ('"5 أغسطس 2023م"', "2023-08-05", "2023-08-05"),
        ("5-10 سبتمبر 2023", "2023-09-05", "2023-09-10"),
        ("من 5 سبتمبر 2023 إلى 10 أيلول 2023", "2023-09-05", "2023-09-10"),
        ("من 5 إلى 10 سبتمبر 2023", "2023-09-05", "2023-09-10"),
        ("من 5 سبتمبر 2023 حتى 10 سبتمبر", "2023-09-05", "2023-09-10"),
        ("20 ديسمبر - 5 كانون الثاني 2024", "2023-12-20", "2024-01-05"),
        ("سبتمبر-أكتوبر 2023", "2023-09-01", "2023-10-31"),
        ("2023 إلى 2024", "2023-01-01", "2024-12-31"),
        ("2023-09-05..10", "2023-09-05", "2023-09-10"),
        ("5 سبتمبر 2023 إلى 10", "2023-09-05", "2023-09-10"),
        ("(>=2023-09 <2023-11)", "2023-09-01", "2023-10-31"),
        (">=2023-09 <2023-11", "2023-09-01", "2023-10-31"),
        (">31 أغسطس 2023 <= 31 تشرين الأول 2023", "2023-09-01", "2023-10-31"),
        ("(>2023-08 AND <=10/2023)", "2023-09-01", "2023-10-31"),
        ("[من 5 سبتمبر 2023 إلى 10 أيلول 2023]", "2023-09-05", "2023-09-10"),
        ("أيلول 2023..تشرين الأول 2023", "2023-09-01", "2023-10-31"),
        ("(أيلول 2023 OR تشرين الأول 2023)", "2023-09-01", "2023-10-31"),
    ],
)
def test_a_date_means_exactly_its_days(finds, date, first, last):
    day = dt.timedelta(days=1)
    query = f"تاريخ:{date}"
    assert finds(query, date=first)
    assert finds(query, date=last)
    assert not finds(query, date=dt.date.fromisoformat(first) - day)
    assert not finds(query, date=dt.date.fromisoformat(last) + day)


@pytest.mark.parametrize(
    "date",
    ["2023..", "[2023 TO]", "[2023 TO *]", ">2022", ">=2023", "≥2023", "> 31 ديسمبر 2022", " >=2023", "(>2022-12)"],
)
def test_an_open_end(finds, date):
    assert finds(f"date:{date}", date="9999-12-31")
    assert finds(f"date:{date}", date="2023-01-01")
    assert not finds(f"date:{date}", date="2022-12-31")


@pytest.mark.parametrize(
    "date", ["..2023", "[TO 2023]", "[* TO 2023]", "<2024", "<=2023", "≤12/2023", "<1 يناير 2024"]
)
def test_an_open_beginning(finds, date):
    assert finds(f"date:{date}", date="0001-01-01")
    assert finds(f"date:{date}", date="2023-12-31")
    assert not finds(f"date:{date}", date="2024-01-01")


def test_an_open_beginning_leaves_out_unknown_dates(parse):
    assert min(leaf.start for leaf in parse("date:..2023").tree.leaves()) > 0


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "2023-13",
        "2023-02-30",
        "2023-00",
        "2023-01-00",
        "0000",
        "20230905",
        "2023-06..2023-01",
        "[2024 TO 2023]",
        "[]",
        "[TO]",
        "[2023 TO 2024",
        "[2023 TO 2024 TO 2025]",
        "2023*",
        '"هذا العام"',
        "سبتمبر",
        "5 سبتمبر",
        "31 أيلول 2023",
        "5 أيلول/أكتوبر 2023",
        "10-5 سبتمبر 2023",
        "[من 5 إلى 2023]",
        "2023-09..11",
        "2023 إلى 2022",
        " من سبتمبر 2023 إلى أيلول 2022",
        "2023..5",
        ">",
        "> ",
        ">أمس",
        ">2023..2024",
        "<0001",
        ">9999",
        '>"2023"',
        "9" * 90,
    ],
)
def test_a_date_that_cannot_be_read_is_an_error(parse, date, strict):
    with pytest.raises(BadDateError) as caught:
        parse(f"بحر date:{date}", strict=strict)
    json.dumps(caught.value.values)


def test_the_word_for_date_before_a_space_and_a_word_is_a_word(finds):
    assert finds("تاريخ: البحار", "تاريخ البحار")


def test_words_after_a_written_date_are_words(finds):
    assert finds("تاريخ:5 سبتمبر 2023، ميناء", "الميناء", date="2023-09-05")
    assert not finds("تاريخ:5 سبتمبر 2023، ميناء", "سفينة", date="2023-09-05")


def test_the_word_for_date_before_a_space_and_a_written_date_names_the_field(finds):
    assert finds("تاريخ: من أيلول 2023 إلى تشرين الأول 2023", date="2023-10-31")
    assert finds("تاريخ: من البحر", "تاريخ من البحر")


def test_a_minus_after_a_date_excludes(parse):
    assert parse("date:2023 -9").tree == parse("date:2023 NOT 9").tree


def test_a_number_behind_a_month_and_a_year_is_no_day(finds):
    assert finds("تاريخ:سبتمبر 2023 إلى 20 مليون", "من 10 إلى 20 مليون", date="2023-09-30")
    assert not finds("تاريخ:سبتمبر 2023 إلى 20 مليون", "من 10 إلى 20 مليون", date="2023-10-01")


@pytest.mark.parametrize("sign", ["<", ">", "<="])
def test_a_sign_is_one_of_dates_only(parse, sign):
    assert parse(f"بحر {sign} نهر").tree == parse("بحر نهر").tree
    assert parse(f"تاريخ: {sign} البحر").tree == parse("تاريخ البحر").tree
    assert parse(f"date:>=2023 بحر {sign} نهر").tree == parse("date:>=2023 بحر نهر").tree
    assert parse(f"date:2023 {sign} نهر").tree == parse("date:2023 نهر").tree
    assert parse(f"date:(2023 title:{sign}سهل)").tree == parse("date:2023 title:سهل").tree
