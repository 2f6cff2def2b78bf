"""A command line over an index of five invented articles."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from searchapp.cli import commands

Run = Callable[..., Result]

ARTICLES = [
    {
        "id": "a1",
        "title": "افتتاح جسر الوادي",
        "body": "افتتح الجسر الجديد صباحاً.",
        "source": "النهر",
        "date": "2023-03-01",
    },
    {
        "id": "a2",
        "title": "ترميم جسر قديم",
        "body": "بدأ ترميم الجسر الحجري.",
        "source": "النهر",
        "date": "2024-05-02",
        "tags": ["تراث"],
    },
    {"id": "a3", "title": "سوق الكتب", "body": "كتب مستعملة قرب الجسر.", "source": "المدينة", "date": "2024-06-03"},
    {"id": "a4", "title": "أمطار غزيرة", "body": "هطلت أمطار غزيرة على الساحل.", "source": "المدينة"},
    {"id": "a5", "title": "بلا مصدر", "body": "خبر من كتاب لا يعرف مصدره."},
]


@pytest.fixture(scope="session")
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of five records."""
    path = tmp_path_factory.mktemp("records") / "records.jsonl"
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in ARTICLES), encoding="utf-8")
    return path


@pytest.fixture
def run(runner: CliRunner, tmp_path: Path) -> Run:
    """Runs a command over an index of the test's own, empty at first."""

    def invoke(*args: str, **extra: object) -> Result:
        env = {"SEARCHAPP_INDEX_DIR": str(tmp_path / "index")}
        return runner.invoke(commands, list(args), prog_name="searchapp", env=env, **extra)  # type: ignore[arg-type]

    return invoke


@pytest.fixture(scope="session")
def ask(runner: CliRunner, records: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs a command over an index of the five records, which no test changes."""
    env = {"SEARCHAPP_INDEX_DIR": str(tmp_path_factory.mktemp("five") / "index")}
    assert runner.invoke(commands, ["reindex", str(records), "--quiet"], env=env).exit_code == 0

    def invoke(*args: str, **extra: object) -> Result:
        return runner.invoke(commands, list(args), prog_name="searchapp", env=env, **extra)  # type: ignore[arg-type]

    return invoke
