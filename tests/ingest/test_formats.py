from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.model import Document, Skipped

Read = Callable[..., list[Any]]

UNBOUND = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SHAPES = ["a.txt", "a.jsonl", "a.ndjson", "a.json", "a.csv", "a.txt.gz", "a.jsonl.gz", "a.json.gz", "a.csv.gz"]


def titles(results: list[Any]) -> list[str]:
    return [result.title for result in results if isinstance(result, Document)]


def faults(results: list[Any]) -> list[tuple[int | None, str]]:
    return [(result.line, result.reason) for result in results if isinstance(result, Skipped)]


@pytest.mark.parametrize(
    "line", ["{bad", "[1]", "5", '"x"', "null", '{"title": "\\ud800"}', "[" * 5000, '{"title": NaN}']
)
def test_a_broken_json_line_costs_only_itself(read: Read, line: str) -> None:
    results = read("a.jsonl", f'{{"title": "أ"}}\n\n{line}\r\n{{"title": "ب"}}')
    assert titles(results) == ["أ", "ب"]
    assert [at for at, _ in faults(results)] == [3]


def test_a_json_array_is_read_with_the_lines_of_its_records(read: Read) -> None:
    text = '\n[\n {"title": "أ"},\n {"title":\n ب},\n 7,\n {"title": "]}\\"{["},\n {}\n]\n'
    results = read("a.json", text)
    assert titles(results) == ["أ", ']}"{[']
    assert [at for at, _ in faults(results)] == [4, 6, 8]


def test_json_records_may_follow_each_other_without_an_array(read: Read) -> None:
    assert titles(read("a.json", '{"title": "أ"}\n{"title": "ب"}')) == ["أ", "ب"]


@pytest.mark.parametrize("top", ['"نص"', "5", "null", "x", "]"])
def test_a_json_top_that_is_no_array_or_object_is_reported(read: Read, top: str) -> None:
    assert faults(read("a.json", top)) == [(1, "the top of a JSON file must be an array or an object")]


def test_an_array_that_is_never_closed_keeps_its_whole_records(read: Read) -> None:
    results = read("a.json", '[{"title": "أ"},\n{"title": "ب')
    assert titles(results) == ["أ"]
    assert faults(results) == [(2, "this is not JSON: Input data was truncated")]


def test_an_array_cut_between_records_is_reported(read: Read) -> None:
    results = read("a.json", '[{"title": "أ"},\n')
    assert titles(results) == ["أ"]
    assert faults(results) == [(2, "the JSON array is never closed: the file may be truncated")]


@pytest.mark.parametrize("bad", ['{"bad":]', '{"bad":]}', '{"title": "ج"}}', '{"bad": [}]', "}", "}}"])
@pytest.mark.parametrize("rest", ["", "]", ', {"title": "ب"}]'])
def test_a_wrong_bracket_is_reported_once(read: Read, bad: str, rest: str) -> None:
    results = read("a.json", f'[{{"title": "أ"}},\n{bad}{rest}')
    assert titles(results)[0] == "أ"
    assert [at for at, _ in faults(results)] == [2]
    assert ("ب" in titles(results)) == ("ب" in rest)


def test_text_after_the_array_is_reported(read: Read) -> None:
    assert "after the end" in faults(read("a.json", '[{"title": "أ"}] {"title": "ب"}'))[0][1]


def test_an_empty_array_has_no_articles(read: Read) -> None:
    assert read("a.json", "[]") == []


@given(
    values=st.lists(st.text(alphabet='ab"\\{}[],\n تمر', min_size=1, max_size=30), max_size=6),
    indent=st.none() | st.just(1),
)
@UNBOUND
def test_an_array_splits_as_it_was_written(read: Read, values: list[str], indent: int | None) -> None:
    records = [{"id": str(at), "title": f"t{value}t"} for at, value in enumerate(values)]
    results = read("a.json", json.dumps(records, ensure_ascii=False, indent=indent))
    assert [result.id for result in results] == [record["id"] for record in records]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_cells_are_cut_at_the_headers_delimiter(read: Read, delimiter: str) -> None:
    text = f'Title{delimiter} body \r\nأ{delimiter}"س{delimiter}ط\r\nر ""ين"""\r\n'
    (document,) = read("a.csv", text)
    assert (document.title, document.body) == ("أ", f'س{delimiter}ط\nر "ين"')


def test_a_header_may_be_mapped(read: Read) -> None:
    (document,) = read("a.csv", "خبر,تفاصيل\nأ,ب\n", field_map={"title": "خبر", "body": "تفاصيل"})
    assert (document.title, document.body) == ("أ", "ب")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_a_header_may_be_arabic(read: Read, encoding: str) -> None:
    text = "العنوان,النص,التاريخ\nخبر من الميناء,وصلت السفينة اليوم,2021-05-04\n"
    (document,) = read("a.csv", text.encode(encoding))
    assert (document.title, document.body) == ("خبر من الميناء", "وصلت السفينة اليوم")
    assert document.date == dt.date(2021, 5, 4)


@pytest.mark.parametrize("name", ["pubDate", "datePublished", "DATE"])
def test_names_of_a_header_are_known_in_any_case(read: Read, name: str) -> None:
    (document,) = read("a.csv", f"Headline,{name}\nأ,2021-05-04\n")
    assert (document.title, document.date) == ("أ", dt.date(2021, 5, 4))


def test_a_mapped_header_is_taken_as_written(read: Read) -> None:
    (document,) = read("a.csv", "TITLE,Main Text\nأ,ب\n", field_map={"body": "Main Text"})
    assert (document.title, document.body) == ("أ", "ب")


def test_a_csv_file_without_a_header_is_reported(read: Read) -> None:
    ((line, reason),) = faults(read("a.csv", "أ,ب\nج,د\n"))
    assert line == 1
    assert "no header" in reason
    assert "--map title=" in reason


def test_a_row_with_too_many_cells_is_reported(read: Read) -> None:
    results = read("a.csv", "title,body\nأ,ب,ج\nد,هـ,\nو\n")
    assert titles(results) == ["د", "و"]
    assert faults(results)[0][0] == 2


def test_a_quote_that_is_never_closed_costs_only_its_row(read: Read) -> None:
    results = read("a.csv", 'title,body\nأ,"نص\nفقرة من النص\nب,سليم\nج,"سليم\nأيضا"\n')
    assert titles(results) == ["ب", "ج"]
    assert faults(results) == [(2, "the row is broken: ',' expected after '\"'")]


def test_a_last_quote_that_is_never_closed_costs_only_its_row(read: Read) -> None:
    results = read("a.csv", 'title,body\nأ,"نص\nفقرة\nب,سليم\n')
    assert titles(results) == ["ب"]
    assert faults(results) == [(2, "the row is broken: a quote is never closed")]


def test_a_wrong_byte_inside_a_row_costs_the_row(read: Read) -> None:
    results = read("a.csv", b'title,body\nx,"a\n\xff\xfe\nb"\ny,z\n')
    assert titles(results) == ["y"]
    assert [at for at, _ in faults(results)] == [3]


def test_a_nul_in_a_cell_is_taken_out(read: Read) -> None:
    assert titles(read("a.csv", b"title,body\nx\0y,z\n")) == ["xy"]


def test_a_long_cell_is_read(read: Read) -> None:
    (document,) = read("a.csv", "title,body\nx," + "a" * 300_000)
    assert len(document.body) == 300_000


def test_hostile_quotes_end_the_file_instead_of_the_day(read: Read) -> None:
    start = time.perf_counter()
    results = read("a.csv", "title,body\n" + 'a",",\n' * 20_000, max_line_bytes=20_000)
    assert "never closed" in results[-1].reason
    assert time.perf_counter() - start < 30  # a hang, not a timing


@given(data=st.binary(max_size=300), name=st.sampled_from(SHAPES))
@UNBOUND
def test_any_bytes_give_documents_or_reasons(read: Read, data: bytes, name: str) -> None:
    assert all(isinstance(result, (Document, Skipped)) for result in read(name, data, max_line_bytes=100))


MARKS = ["TT", "تاريخ النشر: 5th, September 2023", "المصدر: س", "المصدر س", "إقرأ أيضاً:", "كلمات دلالية: أ، ب"]
PIECES = [
    *MARKS,
    "مقالات ذات صلة",
    "عنوان",
    "صورة (أرشيف)",
    "\n",
    "\n\n",
    '{"title":',
    "}",
    '"أ"}',
    "title,body\n",
    *'[],"\\\0',
]


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=25), name=st.sampled_from(SHAPES[:5]))
@settings(UNBOUND, max_examples=150)
def test_any_mixture_of_marks_gives_documents_or_reasons(read: Read, pieces: list[str], name: str) -> None:
    results = read(name, "".join(pieces))
    documents = [result for result in results if isinstance(result, Document)]
    assert all(document.title or document.body or document.captions for document in documents)
    assert len(documents) + len(faults(results)) == len(results)
