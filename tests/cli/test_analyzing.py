"""`analyze`: a table, JSON, and lines from standard input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from searchapp import arabic
from searchapp.engines.register import open_engine
from searchapp.settings import Settings

Run = Callable[..., Result]


def test_table_has_a_row_for_each_token(run: Run) -> None:
    lines = run("analyze", "الكُتُبُ جديدة").stdout.splitlines()
    assert lines[0].split() == ["start", "end", "text", "exact", "stem"]
    assert [line.split()[:3] for line in lines[1:]] == [["0", "8", "الكُتُبُ"], ["9", "14", "جديدة"]]


def test_json_gives_text_and_tokens(run: Run) -> None:
    answer = json.loads(run("analyze", "--json", "كُتب").stdout)
    assert answer["text"] == "كُتب"
    assert [set(token) for token in answer["tokens"]] == [{"text", "start", "end", "exact", "stem"}]
    assert (answer["tokens"][0]["start"], answer["tokens"][0]["end"], answer["tokens"][0]["exact"]) == (0, 4, "كتب")


def test_standard_input_gives_one_object_a_line(run: Run) -> None:
    result = run("analyze", input="كتاب\r\n\nباب وَ\u2028سور".encode())
    answers = [json.loads(line) for line in result.stdout.split("\n")[:-1]]
    assert [answer["text"] for answer in answers] == ["كتاب", "", "باب وَ\u2028سور"]
    assert answers[1]["tokens"] == []


def test_a_lone_carriage_return_breaks_no_line(run: Run) -> None:
    assert len(run("analyze", input="كتاب\rباب\n".encode()).stdout.splitlines()) == 1


def test_a_line_that_is_no_utf8_is_named_and_the_others_go_on(run: Run) -> None:
    result = run("analyze", input="كتاب\n".encode() + b"a\xff\n" + "باب\n".encode())
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == ["كتاب", "باب"]
    assert result.stderr == "searchapp: line 2 is not UTF-8 at byte 2; it was left out.\n"
    assert result.exit_code == 1


def test_an_argument_that_is_no_utf8_is_wrong_usage(run: Run) -> None:
    result = run("analyze", "--json", "a\udcff")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "not UTF-8" in result.stderr


def test_no_input_no_output(run: Run) -> None:
    assert run("analyze", input=b"").output == ""


@pytest.fixture(scope="module")
def learned(sample_settings: Settings) -> tuple[str, str]:
    """A word of the samples and its stem there, which is another by the words that ship."""
    reader = open_engine(sample_settings).reader()
    words = [word for word, _ in reader.list_words(10_000)]
    return next((word, reader.stem(word)) for word in words if reader.stem(word) != arabic.stem(word))


def test_stems_are_those_of_the_index(run: Run, samples: Path, learned: tuple[str, str]) -> None:
    run("reindex", str(samples), "--quiet")
    answer = json.loads(run("analyze", "--json", learned[0]).stdout)
    assert (answer["index"], answer["tokens"][0]["stem"]) == ("gen-000001", learned[1])
    header, row = run("analyze", learned[0]).stdout.splitlines()
    assert header.endswith("stem in gen-000001")
    assert row.split()[-1] == learned[1]


def test_without_an_index_the_stems_are_those_that_ship(run: Run, learned: tuple[str, str]) -> None:
    answer = json.loads(run("analyze", "--json", learned[0]).stdout)
    assert (answer["index"], answer["tokens"][0]["stem"]) == (None, arabic.stem(learned[0]))


def test_an_index_that_cannot_be_read_is_named(run: Run, samples: Path, tmp_path: Path) -> None:
    run("reindex", str(samples / "records"), "--quiet")
    (tmp_path / "index" / "gen-000001" / "manifest.json").write_bytes(b"")
    result = run("analyze", "--json", "كتاب")
    assert json.loads(result.stdout)["index"] is None
    assert "manifest.json is damaged" in result.stderr
    assert "Stems are those of the words that ship" in result.stderr
