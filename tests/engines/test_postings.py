"""Where words stand in all segments: what is remembered of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.searching import postings
from searchapp.engines.whoosh_engine.searching.postings import Postings, TermPostings
from searchapp.model import Document

WORDS = ["ميناء", "جسر", "بحر", "نهر"]


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path)


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The terms that were looked up in the segments, in turn."""
    terms: list[str] = []
    look_up = Postings._look_up

    def record(self: Postings, name: str, form: str, term: str) -> TermPostings | None:
        terms.append(term)
        return look_up(self, name, form, term)

    monkeypatch.setattr(Postings, "_look_up", record)
    return terms


def add(engine: WhooshEngine, commits: int) -> Postings:
    for number in range(commits):
        with engine.change() as writer:
            writer.add(Document(str(number), "", " ".join(WORDS)))
            writer.commit()
    return engine.reader().postings


def ask(found: Postings, words: str) -> None:
    for word in words.split():
        assert found.find_term("body", "exact", word) is not None


def test_what_is_asked_again_outlives_a_full_memory(
    engine: WhooshEngine, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "_MEMO_LISTS", 4)
    ask(add(engine, 1), "ميناء جسر ميناء بحر ميناء نهر ميناء")
    assert looked_up == ["ميناء", "جسر", "بحر", "نهر"]


def test_what_was_not_asked_again_is_given_up(
    engine: WhooshEngine, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "_MEMO_LISTS", 2)
    ask(add(engine, 1), "ميناء جسر بحر نهر ميناء")
    assert looked_up == ["ميناء", "جسر", "بحر", "نهر", "ميناء"]


def test_several_segments_have_room_for_as_many_words(
    engine: WhooshEngine, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "_MEMO_LISTS", 2 * len(WORDS))
    found = add(engine, 3)
    assert len(found.segments) == 3
    looked_up.clear()
    for _ in range(2):
        ask(found, " ".join(WORDS))
    assert looked_up == WORDS
