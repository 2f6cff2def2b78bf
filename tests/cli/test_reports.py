"""The final report."""

from __future__ import annotations

import json

from searchapp.cli.reports import describe_place, describe_report, encode_report
from searchapp.model import Report, Skipped


def make_report(count: int, *, reasons: int = 1) -> Report:
    skipped = tuple(
        Skipped(f"f{number}.txt", number, f"reason {chr(97 + number % reasons)}") for number in range(count)
    )
    return Report(12_345, skipped, 2.5, "gen-000007")


def test_nothing_skipped_is_one_line() -> None:
    assert describe_report(make_report(0)) == ["12,345 articles in 2.5 s (4,938 articles/s); generation gen-000007."]


def test_skipped_are_counted_by_reason_the_commonest_first() -> None:
    lines = describe_report(
        Report(1, (Skipped("a", 1, "x"), Skipped("b", 2, "y"), Skipped("c", None, "y")), 1.0, "g")
    )
    assert lines[1:] == ["Skipped 3:", "       2  y", "       1  x", "Where:", "  a:1: x", "  b:2: y", "  c: y"]


def list_places(lines: list[str]) -> list[str]:
    return lines[lines.index("Where:") + 1 :]


def test_twenty_places_are_listed_and_the_rest_counted() -> None:
    places = list_places(describe_report(make_report(25)))
    assert places[19:] == ["  f19.txt:19: reason a", "  and 5 more: searchapp … --json lists all"]
    assert len(list_places(describe_report(make_report(20)))) == 20


def test_the_first_place_of_each_reason_comes_first() -> None:
    flood = [Skipped("many.txt", line, "common") for line in range(1, 30)]
    skipped = (*flood, Skipped("rare.txt", 7, "rare"), Skipped("rare.txt", 8, "rare"))
    places = list_places(describe_report(Report(1, skipped, 1.0, "g")))
    assert places[:3] == ["  many.txt:1: common", "  rare.txt:7: rare", "  many.txt:2: common"]


def test_reasons_that_differ_in_a_number_or_a_name_are_one() -> None:
    skipped = [Skipped("a", line, f"an article with the id x-{line} came before") for line in range(1, 30)]
    lines = describe_report(Report(1, (*skipped, Skipped("b", 3, "it has 2 cells")), 1.0, "g"))
    assert lines[2:4] == ["      29  an article with the id … came before", "       1  it has 2 cells"]
    assert list_places(lines)[:2] == ["  a:1: an article with the id x-1 came before", "  b:3: it has 2 cells"]


def test_of_reasons_that_are_one_only_the_words_are_left_out_in_which_they_differ() -> None:
    skipped = tuple(Skipped("a", line, f"byte 0x8{line} is not UTF-8; save it as UTF-8") for line in (1, 2))
    assert describe_report(Report(1, skipped, 1.0, "g"))[2] == "       2  byte … is not UTF-8; save it as UTF-8"


def test_rare_reasons_are_summed() -> None:
    lines = describe_report(make_report(24, reasons=12))
    assert "       4  other reasons" in lines


def test_a_file_name_cannot_move_the_cursor() -> None:
    report = Report(0, (Skipped("a\x1b[2J\nb", None, "x"),), 0.0, "g")
    assert all("\x1b" not in line and "\n" not in line for line in describe_report(report))


def test_json_is_one_line_with_the_promised_keys() -> None:
    line = encode_report(make_report(1))
    assert "\n" not in line
    assert json.loads(line) == {
        "articles": 12_345,
        "skipped": [{"file": "f0.txt", "line": 0, "reason": "reason a"}],
        "seconds": 2.5,
        "generation": "gen-000007",
    }


def test_articles_without_a_readable_date_are_listed_apart() -> None:
    notes = tuple(Skipped("a.jsonl", number, "the date cannot be read: أمس") for number in range(1, 8))
    lines = describe_report(Report(9, (), 1.0, "g", notes))
    assert lines[1:3] == ["Kept with an unknown date: 7", "  a.jsonl:1: the date cannot be read: أمس"]
    assert lines[7:] == ["  and 2 more: searchapp … --json lists all"]


def test_json_has_notes_when_there_are_any() -> None:
    answer = json.loads(encode_report(Report(1, (), 1.0, "g", (Skipped("a", 2, "x"),))))
    assert list(answer) == ["articles", "skipped", "seconds", "generation", "notes"]
    assert answer["notes"] == [{"file": "a", "line": 2, "reason": "x"}]


def test_a_whole_file_has_no_line() -> None:
    assert describe_place(Skipped("a.txt", None, "x")) == "a.txt"


def test_values_that_no_field_took_are_named_with_the_cure() -> None:
    untaken = {"rare": 1, **{f"n{number:02d}": 5 for number in range(11)}, "common": 1200}
    for articles in (0, 1):
        line = describe_report(Report(articles, (), 1.0, "g", untaken=untaken))[-1]
        assert line.startswith("Values that no field took: common (1,200), n00 (5), ")
        assert line.endswith("n08 (5) and 3 more. To have one read: --map FIELD=NAME.")
    assert json.loads(encode_report(Report(1, (), 1.0, "g", untaken=untaken)))["untaken"] == untaken


def test_a_mapped_name_that_no_record_has_is_named_as_it_was_given() -> None:
    report = Report(1, (), 1.0, "g", unmet={"body": "nosuch", "url": "address"})
    assert describe_report(report)[1:] == ["No record has a value for --map body=nosuch, --map url=address."]
    assert json.loads(encode_report(report))["unmet"] == {"body": "nosuch", "url": "address"}


def test_files_of_no_known_format_are_named_by_their_endings() -> None:
    report = Report(1, (), 1.0, "g", passed_over={".pdf": 3, "": 12})
    assert describe_report(report)[1:] == ["Files of no known format: no ending (12), .pdf (3)."]
    assert json.loads(encode_report(report))["passed_over"] == {".pdf": 3, "": 12}


def test_a_name_in_a_record_cannot_flood_the_report() -> None:
    (_, line) = describe_report(Report(1, (), 1.0, "g", untaken={"س\x1b" * 500: 1}))
    assert len(line) < 150
    assert "\x1b" not in line
