"""`reindex`, `add` and `delete`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.model import IndexStatus, Report
from searchapp.reindex import Progress

Run = Callable[..., Result]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file with one article and one line that is no JSON."""
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": "b1", "title": "خبر", "body": "نص"}\n{"id": \n', encoding="utf-8")
    return path


def count_articles(run: Run) -> int:
    return int(json.loads(run("status", "--json").stdout)["documents"])


def test_reindex_reports_articles_time_and_generation(run: Run, records: Path) -> None:
    result = run("reindex", str(records))
    assert result.exit_code == 0
    assert result.stdout.startswith("5 articles in ")
    assert "articles/s" in result.stdout
    assert "generation gen-" in result.stdout


def test_reindex_json_ends_with_one_line_of_the_promised_shape(run: Run, broken: Path) -> None:
    result = run("reindex", str(broken), "--json")
    lines = result.stdout.splitlines()
    assert len(lines) == 1
    report = json.loads(lines[0])
    assert list(report) == ["articles", "skipped", "seconds", "generation", "variants"]
    assert report["articles"] == 1
    assert [(item["file"], item["line"]) for item in report["skipped"]] == [(str(broken), 2)]
    assert report["skipped"][0]["reason"]
    assert report["seconds"] >= 0


def test_progress_goes_to_standard_error_in_plain_lines(run: Run, records: Path) -> None:
    result = run("reindex", str(records), "--json")
    assert "writing: " in result.stderr
    assert "5 articles" in result.stderr
    assert "\r" not in result.stderr


def test_quiet_says_nothing(run: Run, records: Path) -> None:
    result = run("reindex", str(records), "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_skipped_is_success_without_strict(run: Run, broken: Path) -> None:
    result = run("reindex", str(broken))
    assert result.exit_code == 0
    assert "Skipped 1:" in result.stdout
    assert "broken.jsonl:2: " in result.stdout


def test_strict_turns_skipped_into_status_1_but_keeps_the_rest(run: Run, broken: Path) -> None:
    assert run("reindex", str(broken), "--strict").exit_code == 1
    assert count_articles(run) == 1


def test_an_unreadable_date_is_noted_and_no_matter_for_strict(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "خبر", "date": "31/02/2023"}\n', "utf-8")
    result = run("reindex", str(path), "--strict")
    assert result.exit_code == 0
    assert "Kept with an unknown date: 1" in result.stdout
    assert f"{path}:1: " in result.stdout


def test_strict_is_status_0_when_nothing_was_skipped(run: Run, records: Path) -> None:
    assert run("reindex", str(records), "--strict").exit_code == 0


def test_a_path_that_does_not_exist_leaves_the_index_alone(run: Run, records: Path) -> None:
    run("reindex", str(records), "--quiet")
    result = run("reindex", "no-such-folder")
    assert result.exit_code == 2
    assert "no-such-folder" in result.stderr
    assert count_articles(run) == 5


@pytest.mark.parametrize("before", [0, 5])
def test_a_reindex_without_articles_fails_and_names_what_was_passed_over(
    run: Run, records: Path, tmp_path: Path, before: int
) -> None:
    if before:
        run("reindex", str(records), "--quiet")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").touch()
    result = run("reindex", str(tmp_path / "pages"))
    assert result.exit_code == 1
    assert "No article was found" in result.stdout
    assert "Files of no known format: .html (1)." in result.stdout
    assert "nothing to index" in result.stderr
    assert count_articles(run) == before


def test_an_add_without_articles_is_done_at_once(run: Run, records: Path, tmp_path: Path) -> None:
    run("reindex", str(records), "--quiet")
    (tmp_path / "today.json").write_text("[]", "utf-8")
    assert run("add", str(tmp_path / "today.json"), "--strict").exit_code == 0


def test_source_fills_what_the_record_does_not_state(run: Run, records: Path) -> None:
    run("reindex", str(records), "--quiet", "--source", "الوكالة")
    answer = json.loads(run("search", "--json", "--source", "الوكالة").stdout)
    assert {hit["id"] for hit in answer["hits"]} == {"a5"}


def test_map_reads_a_field_from_another_name(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text('{"id": "m1", "heading": "زلزال", "story": "هزة خفيفة"}\n', encoding="utf-8")
    run("reindex", str(path), "--quiet", "--map", "title=heading", "--map", "body=story")
    answer = json.loads(run("search", "title:زلزال", "خفيفة", "--json").stdout)
    assert [hit["id"] for hit in answer["hits"]] == ["m1"]


@pytest.mark.parametrize("pair", ["body", "=content", "body=", "colour=red"])
def test_a_wrong_map_is_wrong_usage(run: Run, records: Path, pair: str) -> None:
    assert run("reindex", str(records), "--map", pair).exit_code == 2


def test_a_field_mapped_twice_is_wrong_usage(run: Run, records: Path) -> None:
    assert run("reindex", str(records), "--map", "body=a", "--map", "body=b").exit_code == 2


def test_if_empty_leaves_an_index_with_articles_alone(run: Run, records: Path, broken: Path) -> None:
    run("reindex", str(records), "--quiet")
    result = run("reindex", str(broken), "--if-empty")
    assert (result.exit_code, result.output) == (0, "")
    assert count_articles(run) == 5


def test_if_empty_takes_no_index_for_empty_whose_status_is_unknown_just_now(
    run: Run, records: Path, broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("reindex", str(records), "--quiet")
    with monkeypatch.context() as patch:
        patch.setattr(WhooshEngine, "status", lambda _: IndexStatus("whoosh", None, 0, 0, None, None, ("away",)))
        run("reindex", str(broken), "--if-empty")
    assert count_articles(run) == 5


def test_if_empty_leaves_a_damaged_index_alone(run: Run, records: Path, broken: Path, tmp_path: Path) -> None:
    run("reindex", str(records), "--quiet")
    run("delete", "a1", "a2", "a3", "a4", "a5")
    run("reindex", str(records), "--quiet")
    (tmp_path / "index" / "gen-000003" / "manifest.json").write_bytes(b"")
    run("reindex", str(broken), "--if-empty")
    assert (tmp_path / "index" / "CURRENT").read_bytes().startswith(b"gen-000003")


def test_if_empty_indexes_where_there_is_no_index(run: Run, records: Path) -> None:
    run("reindex", str(records), "--if-empty")
    assert count_articles(run) == 5


def test_if_empty_indexes_over_an_index_without_articles(run: Run, records: Path) -> None:
    run("reindex", str(records), "--quiet")
    run("delete", "a1", "a2", "a3", "a4", "a5")
    run("reindex", str(records), "--if-empty")
    assert count_articles(run) == 5


def test_add_keeps_what_is_there(run: Run, records: Path, broken: Path) -> None:
    run("reindex", str(records), "--quiet")
    result = run("add", str(broken))
    assert result.exit_code == 0
    assert result.stdout.startswith("1 article in ")
    assert count_articles(run) == 6


def test_delete_removes_and_says_how_many(run: Run, records: Path) -> None:
    run("reindex", str(records), "--quiet")
    result = run("delete", "a1", "a2")
    assert result.exit_code == 0
    assert result.stdout.startswith("Deleted 2 articles; generation gen-")
    assert count_articles(run) == 3


def test_delete_names_missing_ids_and_deletes_the_others(run: Run, records: Path) -> None:
    run("reindex", str(records), "--quiet")
    result = run("delete", "a1", "zz", "--json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["deleted"], report["missing"]) == (["a1"], ["zz"])
    assert "zz" in result.stderr
    assert count_articles(run) == 4


def test_ctrl_c_says_that_the_old_index_serves(run: Run, records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation = json.loads(run("reindex", str(records), "--json").stdout)["generation"]

    def stop(*_: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr("searchapp.reindex.reindex", stop)
    result = run("reindex", str(records))
    assert result.exit_code == 130
    assert result.stderr == f"searchapp: stopped; the index {generation} still serves.\n"


def test_ctrl_c_in_the_first_reindex_says_that_there_is_no_index(
    run: Run, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> Report:
        raise KeyboardInterrupt

    monkeypatch.setattr("searchapp.reindex.reindex", stop)
    result = run("reindex", str(records))
    assert (result.exit_code, result.stderr) == (130, "searchapp: stopped; there is no index yet.\n")


def test_progress_reaches_the_callback(run: Run, records: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def build(settings: object, paths: object, options: object, show: Callable[[Progress], None]) -> Report:
        show(Progress("writing", 7, 0, 10, 10, 2.0))
        return Report(7, (), 2.0, "gen-000009")

    monkeypatch.setattr("searchapp.reindex.reindex", build)
    assert run("reindex", str(records)).stderr == "writing: 7 articles, 4 articles/s\n"
