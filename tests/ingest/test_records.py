from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.errors import IngestError
from searchapp.ingest import IngestOptions, dates, derive_id
from searchapp.ingest import records as reading
from searchapp.model import Document, Skipped

Read = Callable[..., list[Any]]
VALUES = st.sampled_from(("خبر", " ", None, {"text": "نص"}, [{"text": "نص"}]))


@pytest.fixture
def read_record(read: Read) -> Callable[..., Any]:
    """Call it with a record's values and options; get its document or why there is none."""

    def read_one(values: dict[str, Any], **options: Any) -> Any:
        (result,) = read("records.jsonl", json.dumps(values), **options)
        return result

    return read_one


def test_every_field_is_taken(read_record: Callable[..., Any]) -> None:
    document = read_record(
        {
            "id": "n-1",
            "title": "خبر",
            "body": "نص\nثان",
            "source": "صحيفة المرفأ",
            "date": "2021-05-04",
            "url": "https://news.example/1",
            "author": "سلمى",
            "tags": ["ري", "زراعة"],
            "captions": ["صورة السد"],
            "seen_on": "n-0",
        }
    )
    assert document == Document(
        id="n-1",
        title="خبر",
        body="نص\nثان",
        captions=("صورة السد",),
        tags=("ري", "زراعة"),
        source="صحيفة المرفأ",
        date=dt.date(2021, 5, 4),
        author="سلمى",
        url="https://news.example/1",
        file="records.jsonl",
        seen_on="n-0",
    )


@pytest.mark.parametrize("name", ["body", "content", "text", "النص", "المتن", "المحتوى"])
def test_the_body_has_several_names(read_record: Callable[..., Any], name: str) -> None:
    assert read_record({"title": "خبر", name: "نص"}).body == "نص"


@pytest.mark.parametrize(("field", "first", "second"), [("body", "body", "content"), ("date", "date", "published")])
def test_a_blank_value_is_not_stated(read_record: Callable[..., Any], field: str, first: str, second: str) -> None:
    document = read_record({"title": "خبر", first: " \n", second: "2021-05-04"})
    assert str(getattr(document, field)) == "2021-05-04"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(("title", "headline", "body", "author", "x")), VALUES), max_size=9))
def test_a_record_is_read_alike_whatever_came_before_it(read: Read, records: list[dict[str, Any]]) -> None:
    alone = [read("records.jsonl", json.dumps(record), field_map={"body": "x.text"})[0] for record in records]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_MOST_SHAPES", 3)
        lines = "\n".join(map(json.dumps, records))
        together = read("records.jsonl", lines, field_map={"body": "x.text"}) if records else []
    found = [replace(each, line=1) if isinstance(each, Skipped) else each for each in together]
    assert found == alone


@pytest.mark.parametrize("field", ["tags", "captions"])
@pytest.mark.parametrize("blank", [" ", [], [" "], [None]])
def test_blank_lists_are_not_stated(read_record: Callable[..., Any], field: str, blank: Any) -> None:
    document = read_record({"title": "خبر", "mapped": blank, field: "ري"}, field_map={field: "mapped"})
    assert getattr(document, field) == ("ري",)


@pytest.mark.parametrize(
    "name", ["date", "published", "published_at", "date_published", "datePublished", "pubDate", "التاريخ"]
)
def test_the_date_has_several_names_and_that_of_the_crawl_is_the_last(
    read_record: Callable[..., Any], name: str
) -> None:
    values = {"title": "خبر", "date_extracted": "06/07/2022"}
    assert read_record(values).date == dt.date(2022, 7, 6)
    assert read_record({**values, name: "04/05/2021"}).date == dt.date(2021, 5, 4)


@pytest.mark.parametrize(
    ("name", "field"),
    [("headline", "title"), ("العنوان", "title"), ("المصدر", "source"), ("الكاتب", "author")],
)
def test_other_fields_have_usual_names_too(read_record: Callable[..., Any], name: str, field: str) -> None:
    assert getattr(read_record({"body": "نص", name: "قيمة"}), field) == "قيمة"


def test_a_mapped_name_comes_before_the_usual_ones(read_record: Callable[..., Any]) -> None:
    document = read_record({"title": "خبر", "body": "قديم", "نص": "جديد"}, field_map={"body": "نص"})
    assert document.body == "جديد"


def test_a_map_of_an_unknown_field_is_refused() -> None:
    with pytest.raises(IngestError, match="'headline' is not a field"):
        IngestOptions(field_map={"headline": "title"})


@pytest.mark.parametrize(
    "date",
    ["أمس", "31/02/2021", 20210504, 162008640, 9999999999, 1.5, True, None, ["2021-05-04"], {"day": "2021-05-04"}],
)
def test_an_unreadable_date_is_unknown_and_keeps_the_article(read_record: Callable[..., Any], date: Any) -> None:
    document = read_record({"title": "خبر", "date": date})
    assert (document.title, document.date) == ("خبر", None)


DAY = 1620086400
"""The beginning of the fourth of May 2021, by universal time."""


@pytest.mark.parametrize("date", [DAY, DAY + 86_399, str(DAY), DAY * 1000 + 999, f" {DAY}000 "])
def test_unix_time_is_a_day(read_record: Callable[..., Any], date: Any) -> None:
    assert read_record({"title": "خبر", "date": date}).date == dt.date(2021, 5, 4)


@pytest.mark.parametrize("date", ["2021-05-04T10:00:00Z", DAY * 1000, {"$numberLong": f"{DAY}000"}])
def test_a_date_as_mongodb_wraps_it_is_a_day(read_record: Callable[..., Any], date: Any) -> None:
    assert read_record({"title": "خبر", "date": {"$date": date}}).date == dt.date(2021, 5, 4)


def test_a_list_of_records_in_a_record_is_named(read_record: Callable[..., Any]) -> None:
    skipped = read_record({"total": 1, "articles": [{"title": "خبر"}]})
    assert skipped.reason.endswith("; a list of records stands under 'articles'")


@pytest.mark.parametrize("name", ["المعرف", "المعرّف"])
def test_the_id_has_an_arabic_name(read_record: Callable[..., Any], name: str) -> None:
    assert read_record({"العنوان": "خبر", name: "n-1"}).id == "n-1"


def test_the_publisher_is_a_source_where_none_is_stated(read_record: Callable[..., Any]) -> None:
    assert read_record({"title": "خبر", "publisher": "المرفأ"}).source == "المرفأ"
    assert read_record({"title": "خبر", "publisher": "المرفأ", "source": "السد"}).source == "السد"


def test_the_day_of_creation_is_a_date_where_no_better_one_is_stated(read_record: Callable[..., Any]) -> None:
    created = {"title": "خبر", "created_at": "2021-05-04", "date_extracted": "2022-01-01"}
    assert read_record(created).date == dt.date(2021, 5, 4)
    assert read_record({**created, "published": "2020-01-01"}).date == dt.date(2020, 1, 1)


def test_a_number_is_text(read_record: Callable[..., Any]) -> None:
    document = read_record({"id": 7, "title": 2021})
    assert (document.id, document.title) == ("7", "2021")


def test_nested_values_and_nulls_count_as_not_stated(read_record: Callable[..., Any]) -> None:
    document = read_record({"title": "خبر", "body": {"html": "x"}, "source": None, "author": True, "tags": {"a": 1}})
    assert (document.body, document.source, document.author, document.tags) == ("", None, None, ())


def test_a_list_of_paragraphs_is_a_body(read_record: Callable[..., Any]) -> None:
    assert read_record({"title": "خبر", "body": ["أول", None, "ثان", ["x"]]}).body == "أول\nثان"


@pytest.mark.parametrize("field", ["body", "captions", "tags"])
@pytest.mark.parametrize("name", ["text", "content", "caption", "name"])
def test_objects_of_a_list_may_say_their_text(read_record: Callable[..., Any], field: str, name: str) -> None:
    found = getattr(read_record({"title": "خبر", field: [{"type": "p", name: "أول"}, "ثان", {"id": 3}]}), field)
    assert found in ("أول\nثان", ("أول", "ثان"))


@pytest.mark.parametrize(
    ("field", "values", "found"),
    [
        ("author", {"author": {"name": "سلمى"}}, "سلمى"),
        ("body", {"author": {"name": 7}}, "7"),
        ("tags", {"author": [{"name": "ري"}, "س", {"x": 1}]}, ("ري",)),
        ("date", {"author": {"name": "2021-05-04"}}, dt.date(2021, 5, 4)),
        ("body", {"author.name": "نص", "author": {"name": "آخر"}}, "نص"),
        ("body", {"author": "سلمى"}, ""),
    ],
)
def test_a_value_within_an_object_can_be_mapped(
    read_record: Callable[..., Any], field: str, values: dict[str, Any], found: object
) -> None:
    assert getattr(read_record({"title": "خبر", **values}, field_map={field: "author.name"}), field) == found


@pytest.mark.parametrize(
    "tags", ["ري، زراعة", "ري,زراعة", "ري; زراعة", "ري | زراعة", "#ري #زراعة", ["ري", " زراعة ", ""]]
)
def test_tags_split_at_separators(read_record: Callable[..., Any], tags: Any) -> None:
    assert read_record({"title": "خبر", "tags": tags}).tags == ("ري", "زراعة")


def test_tags_without_separators_stay_one(read_record: Callable[..., Any]) -> None:
    assert read_record({"title": "خبر", "tags": "کأس العالم"}).tags == ("کأس العالم",)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a/b", "//a/b", "/a", "http://", "http://[", "x" * 5000, "نص"],
)
def test_an_address_that_is_not_of_the_web_is_dropped(read_record: Callable[..., Any], url: str) -> None:
    assert read_record({"title": "خبر", "url": url}).url is None


def test_white_space_in_an_address_is_quoted(read_record: Callable[..., Any]) -> None:
    assert (
        read_record({"title": "خبر", "url": "http://a.example/خبر\u00a0جديد"}).url == "http://a.example/خبر%C2%A0جديد"
    )


def test_references_are_characters_and_written_tags_text(read_record: Callable[..., Any]) -> None:
    assert read_record({"title": "&lt;b&gt;خبر&lt;/b&gt; &amp; نص"}).title == "<b>خبر</b> & نص"


def test_a_body_in_html_is_read(read_record: Callable[..., Any]) -> None:
    body = "<div class='a'>\n<p>خبر&nbsp;<a href='/b'>عاجل</a></p><p>&lt;من البحر&gt;</p>\n</div>"
    assert read_record({"body": body}).body == "خبر\u00a0عاجل\n<من البحر>"


def test_control_characters_go_and_letters_stay(read_record: Callable[..., Any]) -> None:
    document = read_record({"title": "خب\u0000ر\nعاجل", "body": "أَ\u0001\tب\r\nﻻ"})
    assert (document.title, document.body) == ("خبر عاجل", "أَ\tب\nﻻ")


def test_a_title_alone_is_an_article(read_record: Callable[..., Any]) -> None:
    assert isinstance(read_record({"title": "خبر"}), Document)


def test_captions_alone_are_an_article(read_record: Callable[..., Any]) -> None:
    assert read_record({"captions": "صورة السد\nصورة السد\nصورة النهر"}).captions == ("صورة السد", "صورة النهر")


@pytest.mark.parametrize("values", [{}, {"title": " \u00a0", "body": "\u0000"}, {"kicker": "خبر"}])
def test_an_empty_article_is_reported(read_record: Callable[..., Any], values: dict[str, Any]) -> None:
    skipped = read_record(values)
    assert isinstance(skipped, Skipped)
    assert (skipped.line, skipped.reason.startswith("the article is empty")) == (1, True)


@pytest.mark.parametrize("bad_id", ["x" * 201, "a\u0001b", "a\nb", "..", "a/../b", "./a"])
def test_an_id_that_no_address_can_hold_is_reported(read_record: Callable[..., Any], bad_id: str) -> None:
    skipped = read_record({"id": bad_id, "title": "خبر"})
    assert isinstance(skipped, Skipped)
    assert "the id" in skipped.reason


@pytest.mark.parametrize("good_id", ["x" * 200, "aawsat/2021/5", "https://news.example/1", "خبر 1"])
def test_an_id_is_kept_as_given(read_record: Callable[..., Any], good_id: str) -> None:
    assert read_record({"id": f" {good_id} ", "title": "خبر"}).id == good_id


def test_the_options_source_fills_only_what_is_not_stated(read_record: Callable[..., Any]) -> None:
    assert read_record({"title": "خبر"}, source=" المرفأ ").source == "المرفأ"
    assert read_record({"title": "خبر", "source": "الوادي"}, source="المرفأ").source == "الوادي"


def test_a_derived_id_depends_on_the_content_only(read: Read) -> None:
    (first,) = read("a.jsonl", '{"title": "خبر", "body": "نص"}')
    (second,) = read("b.csv", "body,title\nنص,خبر\n")
    assert first.id == second.id
    assert len(first.id) == 16


def test_the_options_source_changes_no_derived_id(read_record: Callable[..., Any]) -> None:
    record = {"title": "خبر", "body": "نص"}
    assert read_record(record).id == read_record(record, source="المرفأ").id


@pytest.mark.parametrize(
    "other",
    [
        {"title": "خبرن", "body": "ص"},
        {"title": "خبر", "body": "نص", "source": "المرفأ"},
        {"title": "خبر", "body": "نص", "date": dt.date(2021, 5, 4)},
        {"title": "خبر", "body": "نص", "url": "https://a.example/"},
        {"title": "خبر", "body": "نص", "captions": ("صورة",)},
        {"title": "", "body": "خبرنص"},
    ],
)
def test_a_derived_id_changes_with_each_part(other: dict[str, Any]) -> None:
    assert derive_id(**other) != derive_id("خبر", "نص")


MARKED = '<strong>عاجل</strong>: <span class="x;y">زلزال</span><br/>في البحر'


@pytest.mark.parametrize("name", ["title", "source", "author"])
def test_a_line_loses_its_markup(read_record: Callable[..., Any], name: str) -> None:
    assert getattr(read_record({"body": "نص", name: MARKED}), name) == "عاجل: زلزال في البحر"


@pytest.mark.parametrize("value", [MARKED, [MARKED]])
def test_captions_and_tags_lose_their_markup(read_record: Callable[..., Any], value: object) -> None:
    document = read_record({"body": "نص", "captions": value, "tags": value})
    assert document.captions == document.tags == ("عاجل: زلزال في البحر",)


@pytest.mark.parametrize("name", ["author", "source", "date"])
def test_no_long_text_is_remembered(read_record: Callable[..., Any], name: str) -> None:
    caches = [reading._clean_known, dates._read_whole]
    read_record({"body": "نص", name: "كاتب"})
    before = [cache.cache_info().misses for cache in caches]
    read_record({"body": "نص", name: "كاتب " * 1000})
    assert [cache.cache_info().misses for cache in caches] == before


def test_a_long_name_is_cleaned_as_a_short_one(read_record: Callable[..., Any]) -> None:
    found = read_record({"body": "نص", "author": "<b>كاتب</b>\n" * 100})
    assert found.author == " ".join(["كاتب"] * 100)
