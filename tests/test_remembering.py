"""What is remembered over a reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from searchapp.engines.base import Reader
from searchapp.model import SearchRequest
from searchapp.reindex import add_articles, reindex
from searchapp.remembering import Memo
from searchapp.search import open_service
from searchapp.settings import Settings


class _Reader:
    """Stands for a generation."""


def _open() -> Reader:
    return cast(Reader, _Reader())


def _fail() -> Any:
    raise AssertionError("this is known")


def test_a_value_is_worked_out_once() -> None:
    memo, reader = Memo[str, int](10), _open()
    assert memo.find(reader, "key", lambda: 1) == 1
    assert memo.find(reader, "key", _fail) == 1


def test_another_reader_is_asked_anew() -> None:
    memo, first, second = Memo[str, int](10), _open(), _open()
    memo.find(first, "key", lambda: 1)
    assert memo.find(second, "key", lambda: 2) == 2
    assert memo.find(first, "key", lambda: 3) == 3


def test_a_full_memo_is_emptied() -> None:
    memo, reader = Memo[int, int](3), _open()
    for key in range(4):
        memo.find(reader, key, lambda: 1)
    assert memo.find(reader, 3, _fail) == 1
    assert memo.find(reader, 0, lambda: 2) == 2


def test_an_error_is_not_kept() -> None:
    memo, reader = Memo[str, int](10), _open()
    with pytest.raises(AssertionError):
        memo.find(reader, "key", _fail)
    assert memo.find(reader, "key", lambda: 1) == 1


def test_a_reader_is_not_held() -> None:
    memo, reader = Memo[str, int](10), _open()
    memo.find(reader, "key", lambda: 1)
    del reader
    assert memo.find(_open(), "key", lambda: 2) == 2


def test_an_addition_changes_what_is_proposed(tmp_path: Path) -> None:
    settings = Settings(index_dir=tmp_path / "index")
    harbour, market = {"id": "1", "body": "رست السفينة في المرجان"}, {"id": "2", "body": "بيع المرجان في السوق"}
    (tmp_path / "first.jsonl").write_text(json.dumps(harbour), encoding="utf-8")
    (tmp_path / "second.jsonl").write_text(json.dumps(market), encoding="utf-8")
    reindex(settings, [tmp_path / "first.jsonl"])
    service = open_service(settings)
    totals = []
    for _ in range(2):
        totals.append([each.total for each in service.search(SearchRequest("المرحان")).did_you_mean])
        add_articles(settings, [tmp_path / "second.jsonl"])
    assert totals == [[1], [2]]
