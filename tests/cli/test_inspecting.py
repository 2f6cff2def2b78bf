"""`status` and `settings`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest
from click.testing import Result

from searchapp.settings import Settings, variable

Run = Callable[..., Result]


def test_status_without_an_index_names_the_cure(run: Run) -> None:
    result = run("status")
    assert result.exit_code == 0
    assert "none yet: run `searchapp reindex`" in result.stdout


def test_status_counts_articles(ask: Run) -> None:
    result = ask("status")
    assert [line.split()[1] for line in result.stdout.splitlines() if line.startswith("articles")] == ["5"]


def test_status_json_has_every_part(ask: Run) -> None:
    found = json.loads(ask("status", "--json").stdout)
    assert {"engine", "generation", "documents", "size_bytes", "created", "writer", "notes"} <= set(found)
    assert (found["engine"], found["documents"], found["writer"]) == ("whoosh", 5, None)
    assert found["size_bytes"] > 0


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
