"""What an intake tells beside the documents: where each item came from, and what of it could not be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from searchapp.ingest import IngestOptions, Intake
from searchapp.model import Document, Skipped
from searchapp.reindex import add_articles, reindex
from searchapp.search import open_service
from searchapp.settings import Settings

Place = tuple[str, int | None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Call it with a path below the current folder and a text, or records (values) a line."""
    monkeypatch.chdir(tmp_path)

    def write_at(name: str, *lines: str | dict[str, Any]) -> Path:
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return write_at


def find_faults(path: Path) -> list[tuple[str, ...]]:
    """What of each item in a file could not be read."""
    intake = Intake([path])
    return [intake.faults for _ in intake]


def test_reports_name_files_of_two_folders_apart(write: Callable[..., Path]) -> None:
    write("a/x.jsonl", "{bad")
    write("b/x.jsonl", "{bad")
    items = list(Intake([Path("a"), Path("b")]))
    assert [(item.file, item.line) for item in items if isinstance(item, Skipped)] == [
        ("a/x.jsonl", 1),
        ("b/x.jsonl", 1),
    ]


@pytest.mark.parametrize("path", ["a", "a/x.jsonl"])
def test_readers_are_shown_a_file_without_the_folder_that_was_given(write: Callable[..., Path], path: str) -> None:
    write("a/x.jsonl", {"title": "خبر"})
    (document,) = Intake([Path(path)])
    assert isinstance(document, Document)
    assert document.file == "x.jsonl"


def test_each_item_has_a_place(write: Callable[..., Path]) -> None:
    write("a/1.jsonl", {"title": "أ"}, "", "{bad", {"title": "ب"})
    write("a/2.json", "[", {"title": "ج"}, "]")
    write("a/3.csv", "title,body", "د,نص")
    write("a/4.txt", "هـ", "نص")
    intake = Intake([Path("a"), Path("none.txt")])
    places: list[Place] = [intake.place for _ in intake]
    assert places == [
        ("a/1.jsonl", 1),
        ("a/1.jsonl", 3),
        ("a/1.jsonl", 4),
        ("a/2.json", 2),
        ("a/3.csv", 2),
        ("a/4.txt", None),
        ("none.txt", None),
    ]


@pytest.mark.parametrize("date", ["31/02/2023", "أمس", 20210504, True, ["2021-05-04"], {"day": 1}])
def test_a_stated_date_that_is_no_day_is_told(write: Callable[..., Path], date: object) -> None:
    ((fault,),) = find_faults(write("a.jsonl", {"title": "أ", "date": date}))
    assert fault == f"the date cannot be read: {date}"


@pytest.mark.parametrize("date", [None, "", " ", [], {}, "2021-05-04"])
def test_a_date_that_is_not_stated_or_is_read_is_no_fault(write: Callable[..., Path], date: object) -> None:
    assert find_faults(write("a.jsonl", {"title": "أ", "date": date})) == [()]


def test_the_day_of_a_crawl_does_not_stand_in_for_an_unreadable_one(write: Callable[..., Path]) -> None:
    intake = Intake([write("a.jsonl", {"title": "أ", "published": "أمس", "date_extracted": "2021-05-04"})])
    (document,) = intake
    assert isinstance(document, Document)
    assert document.date is None
    assert intake.faults == ("the date cannot be read: أمس",)


def test_a_fault_is_of_one_item(write: Callable[..., Path]) -> None:
    path = write("a.jsonl", {"title": "أ", "date": "أمس"}, "{bad", {"title": "ب"})
    assert [len(faults) for faults in find_faults(path)] == [1, 0, 0]


def test_a_date_line_of_a_page_that_is_no_day_is_told(write: Callable[..., Path]) -> None:
    path = write("a.txt", "خبر", "تاريخ النشر: أمس", "نص.")
    assert find_faults(path) == [("the date cannot be read: أمس",)]


def test_a_long_date_is_told_by_its_beginning(write: Callable[..., Path]) -> None:
    ((fault,),) = find_faults(write("a.jsonl", {"title": "أ", "date": "س" * 1000}))
    assert len(fault) < 100


def test_an_article_without_its_date_is_kept_and_noted(write: Callable[..., Path], settings: Settings) -> None:
    path = write("a/x.jsonl", {"title": "أ"}, {"title": "ب", "date": "31/02/2023"})
    report = reindex(settings, [path])
    assert (report.articles, report.skipped) == (2, ())
    assert report.notes == (Skipped("a/x.jsonl", 2, "the date cannot be read: 31/02/2023"),)


def test_a_second_article_with_an_id_is_reported_with_its_line(
    write: Callable[..., Path], settings: Settings
) -> None:
    path = write("a/x.jsonl", {"id": "1", "title": "أ"}, {"id": "1", "title": "ب", "date": "أمس"})
    report = reindex(settings, [path])
    assert report.skipped == (
        Skipped("a/x.jsonl", 2, "an article with the id 1 came before, and the first is kept (add keeps the last)"),
    )
    assert report.notes == ()


def test_another_source_replaces_articles_instead_of_doubling_them(
    write: Callable[..., Path], settings: Settings
) -> None:
    path = write("a.jsonl", {"title": "أ"}, {"title": "ب"})
    reindex(settings, [path])
    add_articles(settings, [path], IngestOptions(source="المرفأ"))
    assert open_service(settings).status().documents == 2


def test_values_that_no_field_takes_are_counted_by_their_names(write: Callable[..., Path]) -> None:
    values = {"Title": "ب", "lead": " ", "more": None, "rest": [], "author": {"name": "سلمى"}, "date": "أمس"}
    intake = Intake([write("a.jsonl", {"title": "أ", "kicker": "ج"}, {"kicker": "د", **values}, {"kicker": "هـ"})])
    assert [type(item) for item in intake] == [Document, Skipped, Skipped]
    assert intake.untaken == {"kicker": 3, "Title": 1, "author.name": 1}


def test_text_that_is_nested_is_counted_by_a_name_that_can_be_mapped(write: Callable[..., Path]) -> None:
    blocks = [{"html": "أول", "n": 1}, {"text": "ثان"}, {"html": "ثالث"}, {"deep": {"html": "رابع"}}]
    path = write("a.jsonl", {"title": "أ", "body": blocks, "meta": {"deep": {"x": 1}}, "captions": [{}]})
    intake = Intake([path])
    assert [item.body for item in intake if isinstance(item, Document)] == ["ثان"]
    assert intake.untaken == {"body.html": 1, "body.n": 1, "meta": 1}
    mapped = Intake([path], IngestOptions(field_map={"body": "body.html"}))
    assert [item.body for item in mapped if isinstance(item, Document)] == ["أول\nثالث"]
    assert mapped.untaken == {"meta": 1}


def test_what_is_nested_too_deep_to_be_mapped_is_counted_too(write: Callable[..., Path]) -> None:
    intake = Intake([write("a.jsonl", {"title": "أ", "body": [{"deep": {"html": "ب"}}], "tags": [["ج"]]})])
    assert len(list(intake)) == 1
    assert intake.untaken == {"body": 1, "tags": 1}


def test_a_mapped_name_is_taken(write: Callable[..., Path]) -> None:
    intake = Intake([write("a.csv", "title,Kicker", "أ,ب")], IngestOptions(field_map={"body": "Kicker"}))
    assert [item.body for item in intake if isinstance(item, Document)] == ["ب"]
    assert intake.untaken == {}


def test_a_mapped_name_that_no_record_has_a_value_under_is_told(write: Callable[..., Path]) -> None:
    paths = [
        write(
            "a.jsonl", {"title": "أ", "story": None, "parts": [{"x": 1}]}, {"title": "ب", "parts": [{"who": "سلمى"}]}
        ),
        write("b.csv", "title,Story,Kind", "أ,,خبر"),
    ]
    field_map = {"body": "story", "captions": "parts.y", "author": "parts.who", "tags": "Kind", "url": "address"}
    intake = Intake(paths, IngestOptions(field_map=field_map))
    assert len(list(intake)) == 3
    assert intake.unmet == {"body": "story", "captions": "parts.y", "url": "address"}


def test_names_without_end_are_not_all_kept(write: Callable[..., Path]) -> None:
    intake = Intake([write("a.jsonl", *({f"k{number}": 1, "k0": 1} for number in range(2000)))])
    assert len(list(intake)) == 2000
    assert (len(intake.untaken), intake.untaken["k0"]) == (1000, 2000)
