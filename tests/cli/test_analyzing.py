"""`analyze`: a table, JSON, and lines from standard input."""

from __future__ import annotations

import json
from collections.abc import Callable

from click.testing import Result

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


def test_bytes_that_are_no_utf8_are_replaced(run: Run) -> None:
    assert json.loads(run("analyze", input=b"a\xff\n").stdout)["text"] == "a\ufffd"


def test_an_argument_that_is_no_utf8_is_replaced(run: Run) -> None:
    assert json.loads(run("analyze", "--json", "a\udcff").stdout)["text"] == "a\ufffd"


def test_no_input_no_output(run: Run) -> None:
    assert run("analyze", input=b"").output == ""
