"""The group: help, version, and how commands fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import searchapp
from searchapp.cli import commands
from searchapp.cli.group import describe_os_error
from searchapp.cli.server import announce, gunicorn_options
from searchapp.settings import Settings

Run = Callable[..., Result]
NAMES = sorted(commands.commands)


def test_version(run: Run) -> None:
    assert run("--version").output == f"searchapp {searchapp.__version__}\n"


def test_help_teaches_with_examples_and_lists_the_commands(run: Run) -> None:
    text = run("--help").output
    assert "Examples:" in text
    assert all(f"\n  {name}" in text for name in NAMES)


def test_no_short_help_is_cut_off(run: Run) -> None:
    assert "..." not in run("--help").output.partition("Commands:")[2]


@pytest.mark.parametrize("name", NAMES)
def test_each_command_has_examples(run: Run, name: str) -> None:
    text = run(name, "--help").output
    assert f"Examples:\n    searchapp {name}" in text.replace("SEARCHAPP_PORT=9000 ", "")


def test_the_commands_are_those_promised() -> None:
    assert NAMES == ["add", "analyze", "check", "delete", "reindex", "search", "serve", "settings", "status"]


def test_an_expected_failure_of_the_system_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/srv/index")

    monkeypatch.setattr("searchapp.search.open_service", fail)
    result = run("status")
    assert result.exit_code == 1
    assert result.stderr == "searchapp: /srv/index: Permission denied.\n"


@pytest.mark.parametrize(
    ("error", "expected"),
    [(OSError(5, "Input/output error"), "Input/output error."), (OSError("timed out"), "timed out.")],
)
def test_an_error_of_the_system_without_a_file_is_its_reason(error: OSError, expected: str) -> None:
    assert describe_os_error(error) == expected


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["reindex", "RECORDS"], "cannot be written: it is not a folder"),
        (["reindex", "RECORDS", "--if-empty"], "cannot be written: it is not a folder"),
        (["add", "RECORDS"], "cannot be written: it is not a folder"),
        (["delete", "a1"], "cannot be written: it is not a folder"),
        (["search", "جسر"], "is not a folder. Set SEARCHAPP_INDEX_DIR"),
        (["check"], "is not a folder. Set SEARCHAPP_INDEX_DIR"),
    ],
)
def test_an_index_folder_that_is_a_file_is_named(
    run: Run, records: Path, tmp_path: Path, command: list[str], reason: str
) -> None:
    (tmp_path / "index").write_text("a file")
    result = run(*(str(records) if word == "RECORDS" else word for word in command), "--json")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(f"searchapp: {tmp_path / 'index'} {reason}")
    assert "Errno" not in result.stderr


def test_status_says_that_the_index_folder_is_a_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file")
    assert f"note: {tmp_path / 'index'} is not a folder." in run("status").stdout


def test_a_fault_of_the_program_is_not_hidden(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("searchapp.search.open_service", fail)
    assert isinstance(run("status").exception, RuntimeError)


def test_ctrl_c_exits_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("searchapp.search.open_service", stop)
    assert run("status").exit_code == 130


def test_gunicorn_gets_host_port_workers_and_threads() -> None:
    options = gunicorn_options(Settings(host="0.0.0.0", port=9000, workers=3, threads=5))
    assert options["bind"] == "0.0.0.0:9000"
    assert (options["workers"], options["threads"], options["worker_class"]) == (3, 5, "searchapp.cli.worker.Worker")


def test_an_ipv6_host_is_bracketed() -> None:
    assert gunicorn_options(Settings(host="::1"))["bind"] == "[::1]:8000"


def test_the_request_line_holds_the_longest_arabic_query() -> None:
    limit = gunicorn_options(Settings())["limit_request_line"]
    assert isinstance(limit, int)
    assert limit > len("%D8%A7") * Settings().max_query_chars + 500


def test_the_address_is_announced(capsys: pytest.CaptureFixture[str]) -> None:
    class Arbiter:
        LISTENERS = ("http://127.0.0.1:8000",)

    announce(Arbiter())
    assert capsys.readouterr().err == "searchapp serves http://127.0.0.1:8000 (Ctrl-C stops it)\n"
