"""The final report."""

from __future__ import annotations

import json

from searchapp.cli.reports import describe_place, describe_report, encode_report
from searchapp.model import Report, Skipped


def make_report(count: int, *, reasons: int = 1) -> Report:
    skipped = tuple(Skipped(f"f{number}.txt", number, f"reason {number % reasons}") for number in range(count))
    return Report(12_345, skipped, 2.5, "gen-000007")


def test_nothing_skipped_is_one_line() -> None:
    assert describe_report(make_report(0)) == ["12,345 articles in 2.5 s (4,938 articles/s); generation gen-000007."]


def test_skipped_are_counted_by_reason_the_commonest_first() -> None:
    lines = describe_report(
        Report(1, (Skipped("a", 1, "x"), Skipped("b", 2, "y"), Skipped("c", None, "y")), 1.0, "g")
    )
    assert lines[1:] == ["Skipped 3:", "       2  y", "       1  x", "Where:", "  a:1: x", "  b:2: y", "  c: y"]


def test_only_the_first_twenty_are_listed() -> None:
    lines = describe_report(make_report(25))
    assert "Where (the first 20):" in lines
    assert lines[-1] == "  f19.txt:19: reason 0"


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
        "skipped": [{"file": "f0.txt", "line": 0, "reason": "reason 0"}],
        "seconds": 2.5,
        "generation": "gen-000007",
    }


def test_a_whole_file_has_no_line() -> None:
    assert describe_place(Skipped("a.txt", None, "x")) == "a.txt"
