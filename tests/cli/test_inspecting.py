"""`status`, `check` and `settings`."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from searchapp.settings import Settings, variable

Run = Callable[..., Result]


def test_status_without_an_index_names_the_cure(run: Run) -> None:
    result = run("status")
    assert result.exit_code == 0
    assert ["generation", "none"] in [line.split() for line in result.stdout.splitlines()]
    assert "Run `searchapp reindex PATH`" in result.stdout


def test_status_counts_articles(ask: Run) -> None:
    result = ask("status")
    assert [line.split()[1] for line in result.stdout.splitlines() if line.startswith("articles")] == ["5"]


def test_status_json_has_every_part(ask: Run) -> None:
    found = json.loads(ask("status", "--json").stdout)
    assert {"engine", "generation", "documents", "size_bytes", "created", "writer", "notes"} <= set(found)
    assert (found["engine"], found["documents"], found["writer"]) == ("whoosh", 5, None)
    assert found["size_bytes"] > 0


def test_check_without_an_index_fails_with_the_cure(run: Run) -> None:
    result = run("check")
    assert result.exit_code == 1
    assert "searchapp reindex" in result.stderr


def test_check_lists_the_generations_of_a_whole_index(ask: Run) -> None:
    result = ask("check")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["generation", "articles", "size", "verdict"]
    assert (lines[1].split()[:3], lines[1].split()[-1]) == (["gen-000001", "(current)", "5"], "whole")
    assert len(lines) == 2


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_check_names_a_damaged_file_and_what_is_left_over(
    run: Run, records: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    run("reindex", str(records), "--quiet")
    segment = next((tmp_path / "index" / "gen-000001").glob("*.arrays"))
    content = bytearray(segment.read_bytes())
    content[-1] ^= 1
    segment.write_bytes(content)
    (tmp_path / "index" / "CURRENT.new").touch()
    result = run("check", *options)
    assert result.exit_code == 1
    assert "damaged" in result.stderr
    assert segment.name in result.stdout
    assert "CURRENT.new" in result.stdout


def test_check_says_of_an_older_damaged_generation_that_another_serves(
    run: Run, records: Path, tmp_path: Path
) -> None:
    run("reindex", str(records), "--quiet")
    segment = next((tmp_path / "index" / "gen-000001").glob("*.arrays"))
    segment.write_bytes(segment.read_bytes()[:-1] + b"\xff")
    run("reindex", str(records), "--quiet")
    result = run("check")
    assert result.exit_code == 1
    assert "What is served is whole" in result.stderr
    run("delete", "a1")
    assert run("check").exit_code == 0


def test_check_does_not_call_damaged_what_it_may_not_read(
    run: Run, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("reindex", str(records), "--quiet")

    def refuse(path: Path) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr("searchapp.engines.whoosh_engine.files.manifest.hash_file", refuse)
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1].split()[-1] == "unread"
    assert "could be read" in result.stderr


def test_check_json_says_whether_all_is_whole(ask: Run) -> None:
    found = json.loads(ask("check", "--json").stdout)
    assert (found["whole"], found["damage"], found["leftovers"]) == (True, [], [])
    assert [(each["name"], each["documents"], each["damage"]) for each in found["generations"]] == [
        ("gen-000001", 5, [])
    ]


def test_settings_table_lists_every_variable(run: Run) -> None:
    lines = run("settings").stdout.splitlines()
    assert lines[0].split() == ["variable", "default", "value", "unit", "help"]
    assert [line.split()[0] for line in lines[1:]] == [variable(item.name) for item in dataclasses.fields(Settings)]


def test_settings_show_the_present_value(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCHAPP_PORT", "9001")
    rows = {row["variable"]: row for row in json.loads(run("settings", "--json").stdout)}
    assert (rows["SEARCHAPP_PORT"]["default"], rows["SEARCHAPP_PORT"]["value"]) == (8000, 9001)


@pytest.mark.parametrize(("name", "value"), [("SEARCHAPP_PORT", "many"), ("SEARCHAPP_PROT", "8000")])
def test_a_wrong_environment_still_shows_the_table(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    result = run("settings")
    assert result.exit_code == 1
    assert "SEARCHAPP_PORT" in result.stdout
    assert result.stderr.startswith(f"searchapp: {name} is ")


def test_a_wrong_environment_fails_other_commands_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCHAPP_THREADS", "0")
    result = run("status")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "searchapp: SEARCHAPP_THREADS is 0; it takes a whole number, from 1 to 256.\n"


def test_a_secret_setting_is_never_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCHAPP_OPENSEARCH_PASSWORD", "open sesame")
    result = run("settings")
    assert "sesame" not in result.output
    assert any("OPENSEARCH_PASSWORD" in line and "(set)" in line for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("urls", "shown"),
    [
        ("https://anna:sesame@search1:9200", "https://(set)@search1:9200"),
        ("http://a:9200, https://anna:sesame@b", "http://a:9200, https://(set)@b"),
        ("https://anna:sesame@a,https://bert:sesame@b", "https://(set)@a,https://(set)@b"),
        ("https://anna:ses@me,/sesame@a", "https://(set)@a"),
        ("anna:sesame@a", "(set)@a"),
        ("http://a,http://b:9200", "http://a,http://b:9200"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_password_in_an_address_is_never_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, urls: str, shown: str, options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("SEARCHAPP_OPENSEARCH_URL", urls)
    output = run("settings", *options).output
    assert shown in output
    assert not re.search("anna|bert|ses@me|sesame", output)
