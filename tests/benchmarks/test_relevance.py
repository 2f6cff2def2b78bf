"""The benchmark of relevance reads what JSON lines may hold, and scores rankings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.question_sets import write_lines
from benchmarks.relevance import Question, main, read_questions, read_records, score_rankings, write_articles

CUTTING = "سطر\u2028ثان\u0085ثالث\u2029رابع\x1cخامس"
"""Characters at which `str.splitlines` cuts, and JSON does not."""


@given(st.lists(st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from(CUTTING))))
def test_records_are_read_as_they_were_written(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    file = tmp_path_factory.mktemp("records") / "lines.jsonl"
    write_lines(file, ({"text": text} for text in texts))
    assert list(read_records(file)) == [(number, {"text": text}) for number, text in enumerate(texts, 1)]


def test_passages_become_articles(tmp_path: Path) -> None:
    write_lines(
        tmp_path / "passages.jsonl", [{"id": "p1", "text": CUTTING}, {"id": "p2", "title": "عنوان", "text": ""}]
    )
    write_articles(tmp_path / "passages.jsonl", tmp_path / "articles.jsonl")
    assert [record for _, record in read_records(tmp_path / "articles.jsonl")] == [
        {"id": "p1", "title": "", "body": CUTTING},
        {"id": "p2", "title": "عنوان", "body": ""},
    ]


def test_questions_have_what_answers_them(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    write_lines(file, [{"id": "q1", "text": CUTTING, "relevant": ["p1", "p2"]}])
    assert read_questions(file) == [Question(CUTTING, frozenset({"p1", "p2"}))]


def test_a_question_that_nothing_answers_is_refused_by_its_line(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    known = json.dumps({"id": "q1", "text": "سؤال", "relevant": ["p1"]})
    file.write_text(known + "\n\n" + known.replace('"p1"', "") + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"questions\.jsonl, line 3: `relevant` is missing or empty"):
        read_questions(file)


def test_a_line_that_is_not_json_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "p1"}\n{"id": \n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"questions\.jsonl, line 2: Expecting value"):
        list(read_records(file))


@pytest.mark.parametrize("line", ['{"id": "p2"}', '["p2", "نص"]', '"نص"'])
def test_a_passage_without_text_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "passages.jsonl").write_text('{"id": "p1", "text": "نص"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"passages\.jsonl, line 2: no object with `(id|text)`"):
        write_articles(tmp_path / "passages.jsonl", tmp_path / "articles.jsonl")


def test_a_fault_of_either_file_ends_in_its_line_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_lines(tmp_path / "questions.jsonl", [{"id": "q1", "text": "سؤال", "relevant": ["p1"]}])
    (tmp_path / "passages.jsonl").write_text("{\n", encoding="utf-8")
    files = ["--passages", str(tmp_path / "passages.jsonl"), "--questions", str(tmp_path / "questions.jsonl")]
    monkeypatch.setattr("sys.argv", ["relevance", *files])
    with pytest.raises(SystemExit):
        main()
    assert "passages.jsonl, line 1: " in capsys.readouterr().err


def test_rankings_are_scored_by_the_first_ten() -> None:
    questions = [Question("", frozenset({"a", "b"})), Question("", frozenset({"z"}))]
    rankings = [["c", "a"], [*"abcdefghij", "z"]]
    assert score_rankings(rankings, questions) == {"mrr10": 0.25, "recall10": 0.25, "p1": 0.0}
    assert score_rankings([["a"], ["z"]], questions) == {"mrr10": 1.0, "recall10": 0.75, "p1": 1.0}
