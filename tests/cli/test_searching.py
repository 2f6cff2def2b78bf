"""`search`: the table and the JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from searchapp.cli.searching import LATE_OFFERS, mark_words, render_page
from searchapp.errors import DeadlineError
from searchapp.model import Document, Hit, ResultPage, SearchRequest, Snippet
from searchapp.suggesting import Suggester
from searchapp.understood import Respelt, Understood

Run = Callable[..., Result]


def find_ids(result: Result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return [hit["id"] for hit in json.loads(result.stdout)["hits"]]


def test_table_shows_sum_place_date_source_title(ask: Run) -> None:
    lines = ask("search", "ترميم").stdout.splitlines()
    assert lines[0].startswith("1 article, ")
    assert lines[0].endswith("page 1 of 1")
    assert lines[1].split() == ["#", "date", "id", "source", "title"]
    assert lines[2].split() == ["1", "2024-05-02", "a2", "النهر", "ترميم", "جسر", "قديم"]
    assert "ترميم" in lines[3]


def test_unknown_date_and_source_are_a_dash(ask: Run) -> None:
    row = ask("search", "خبر").stdout.splitlines()[2]
    assert row.split()[:4] == ["1", "-", "a5", "-"]


def test_json_is_what_the_api_sends(ask: Run) -> None:
    answer = json.loads(ask("search", "جسر", "--json", "--per-page", "1").stdout)
    assert set(answer) >= {"query", "took_ms", "total", "page", "per_page", "links", "hits", "facets"}
    assert (answer["total"], answer["per_page"], len(answer["hits"])) == (3, 1, 1)
    assert answer["links"]["self"].startswith("/api/v1/search?")
    assert answer["links"]["next"] is not None
    assert {facet["value"] for facet in answer["facets"]["source"]} == {"النهر", "المدينة"}


def test_explain_says_under_each_hit_what_adds_to_its_score(ask: Run) -> None:
    lines = ask("search", "ترميم", "جسر", "--explain").stdout.splitlines()
    first = next(
        place for place, line in enumerate(lines) if line.split() == ["weight", "word", "form", "term", "where"]
    )
    rows = [line.split() for line in lines[first + 1 :]]
    assert [row[1:3] for row in rows[:4]] == [
        ["ترميم", "exact"],
        ["ترميم", "stem"],
        ["جسر", "exact"],
        ["جسر", "stem"],
    ]
    assert rows[0][4:] == ["title:", "once,", "word", "1", "(ترميم);", "body:", "once,", "word", "2", "(ترميم)"]
    assert rows[4][1:] == ["nearness", "title:", "ترميم", "+", "جسر,", "side", "by", "side"]
    assert rows[5][1:] == ["score"]
    weights = [float(row[0]) for row in rows]
    assert sum(weights[:-1]) == pytest.approx(weights[-1], abs=1e-3)


def test_explain_is_in_the_json_too(ask: Run) -> None:
    (hit,) = json.loads(ask("search", "ترميم", "--explain", "--json").stdout)["hits"]
    weights = [part["weight"] for part in hit["explanation"]["parts"]]
    assert sum(weights) + hit["explanation"]["nearness"] == pytest.approx(hit["score"], abs=1e-4)
    (plain,) = json.loads(ask("search", "ترميم", "--json").stdout)["hits"]
    assert "explanation" not in plain


@pytest.mark.parametrize(
    ("typed", "note"),
    [("(جسر", "A parenthesis without a partner was left out."), ('"جسر', "A quotation mark was not closed")],
)
def test_what_was_repaired_is_said_on_standard_error(ask: Run, typed: str, note: str) -> None:
    result = ask("search", typed)
    assert result.stderr.startswith(f"searchapp: {note}")
    assert result.stderr.count("\n") == 1
    assert ask("search", typed, "--json").stderr == ask("search", "جسر").stderr == ""


def test_want_of_time_for_suggestions_is_said(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object, **__: object) -> list[str]:
        raise DeadlineError("late")

    monkeypatch.setattr(Suggester, "propose", give_up)
    result = ask("search", "جسسسر")
    assert result.exit_code == 0
    assert result.stderr == f"searchapp: {LATE_OFFERS}\n"


def test_no_words_list_everything(ask: Run) -> None:
    assert len(find_ids(ask("search", "--json"))) == 5


def test_a_word_after_a_minus_is_excluded(ask: Run) -> None:
    assert set(find_ids(ask("search", "جسر", "-ترميم", "--json"))) == {"a1", "a3"}


def test_a_mistyped_option_is_wrong_usage_and_no_word(ask: Run) -> None:
    result = ask("search", "جسر", "--jsn")
    assert result.exit_code == 2
    assert "--jsn" in result.stderr


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--source", "المدينة"], {"a3", "a4"}),
        (["--source", ""], {"a5"}),
        (["--source", "", "--source", "النهر"], {"a1", "a2", "a5"}),
        (["--tag", "تراث"], {"a2"}),
        (["--date", "2024"], {"a2", "a3"}),
        (["--from", "2024"], {"a2", "a3"}),
        (["--from", "2024-05", "--to", "2024-05"], {"a2"}),
        (["--to", "2023-12-31"], {"a1"}),
    ],
)
def test_filters(ask: Run, options: list[str], expected: set[str]) -> None:
    assert set(find_ids(ask("search", "--json", *options))) == expected


@pytest.mark.parametrize(("sort", "expected"), [("newest", ["a3", "a2", "a1"]), ("oldest", ["a1", "a2", "a3"])])
def test_sort(ask: Run, sort: str, expected: list[str]) -> None:
    assert find_ids(ask("search", "جسر", "--json", "--sort", sort)) == expected


def test_match_any_and_its_hint(ask: Run) -> None:
    assert "--match any finds 2 with any of the words" in ask("search", "ترميم", "أمطار").stdout
    assert "--match any" not in ask("search", "ززززز", "ظظظظظ").stdout
    assert set(find_ids(ask("search", "ترميم", "أمطار", "--match", "any", "--json"))) == {"a2", "a4"}


def test_level(ask: Run) -> None:
    assert set(find_ids(ask("search", "الجسر", "--json"))) == {"a1", "a2", "a3"}
    assert set(find_ids(ask("search", "الجديد", "الجسر", "--level", "exact", "--json"))) == {"a1"}
    assert find_ids(ask("search", "الكتب", "--level", "exact", "--json")) == ["a3"]
    assert find_ids(ask("search", "للكتب", "--level", "exact", "--json")) == []


def test_related_words_are_found_at_the_widest_level(ask: Run) -> None:
    assert find_ids(ask("search", "كتاب", "--json")) == ["a5"]
    assert set(find_ids(ask("search", "كتاب", "--level", "wide", "--json"))) == {"a3", "a5"}


@pytest.mark.parametrize(
    ("applied", "line"),
    [
        (True, "Also searched for: ترمب | ترومب; --no-variants searches without"),
        (False, "The archive also writes: ترمب | ترومب; --level wide finds them too"),
    ],
)
def test_other_spellings_are_named(applied: bool, line: str) -> None:
    understood = Understood("ترامب", respelt=(Respelt("ترامب", ("ترمب", "ترومب")),), respelt_applied=applied)
    assert render_page(ResultPage(SearchRequest(), understood, 0, (), {}, 1.0), bold=False)[1] == line
    off = SearchRequest(variants=False)
    assert len(render_page(ResultPage(off, understood, 0, (), {}, 1.0), bold=False)) == 1


def test_the_widest_level_is_named_where_it_finds_more(ask: Run) -> None:
    assert "--level wide finds 2, with related words" in ask("search", "كتاب").stdout
    assert "--level wide" not in ask("search", "كتاب", "--level", "wide").stdout


def test_other_spellings_can_be_left_out(ask: Run) -> None:
    answer = json.loads(ask("search", "كتاب", "--level", "wide", "--no-variants", "--json").stdout)
    assert answer["links"]["self"].endswith("level=wide&variants=off")


def test_a_misspelt_query_is_asked_back_and_not_changed(ask: Run) -> None:
    lines = ask("search", "ترمييم").stdout.splitlines()
    assert lines[0].startswith("0 articles, ")
    assert lines[1] == "Did you mean: ترميم"


def test_ranks_go_on_over_pages(ask: Run) -> None:
    lines = ask("search", "--per-page", "2", "--page", "2", "--sort", "newest").stdout.splitlines()
    assert lines[0].endswith("page 2 of 3")
    assert lines[2].split()[0] == "3"


@pytest.mark.parametrize(
    "options",
    [
        ["--from", "2024-13"],
        ["--to", "yesterday"],
        ["--from", "2024", "--to", "2023"],
        ["--sort", "best"],
        ["--level", "best"],
        ["--page", "0"],
    ],
)
def test_wrong_values_are_wrong_usage(ask: Run, options: list[str]) -> None:
    result = ask("search", "جسر", *options)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_too_long_a_query_is_a_failure_in_one_line(ask: Run) -> None:
    result = ask("search", "جسر " * 500)
    assert result.exit_code == 1
    assert result.stderr.startswith("searchapp: ")
    assert len(result.stderr.splitlines()) == 1


def test_without_an_index_the_cure_is_named(run: Run) -> None:
    result = run("search", "جسر")
    assert result.exit_code == 1
    assert result.stderr.startswith("searchapp: ")
    assert "searchapp reindex" in result.stderr


def test_nothing_is_marked_where_the_output_is_no_terminal(ask: Run) -> None:
    result = ask("search", "غزيرة")
    assert "    هطلت أمطار غزيرة على الساحل." in result.stdout.splitlines()


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((), "قرب الجسر القديم"),
        (((4, 9),), "قرب \x1b[1mالجسر\x1b[0m القديم"),
        (((0, 3), (10, 16)), "\x1b[1mقرب\x1b[0m الجسر \x1b[1mالقديم\x1b[0m"),
    ],
)
def test_marks_are_bold_on_a_terminal(marks: tuple[tuple[int, int], ...], expected: str) -> None:
    assert mark_words(Snippet("body", "قرب الجسر القديم", marks), bold=True) == expected


def test_pages_too_deep_to_ask_for_are_not_counted() -> None:
    hits = tuple(Hit(Document(str(number), "", ""), 1.0) for number in range(10))
    page = ResultPage(SearchRequest(), Understood(""), 30_973, hits, {}, 1.0)
    assert render_page(page, bold=False)[0].endswith("page 1 of 1,000")


def test_control_characters_of_a_snippet_do_not_reach_the_terminal() -> None:
    assert mark_words(Snippet("body", "a\x1b[2Jb\n\u202ec", ((0, 1),)), bold=False) == "a [2Jb  c"
