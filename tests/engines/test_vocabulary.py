"""The words of an archive with their counts."""

from __future__ import annotations

import pytest

from searchapp.engines.base import Engine
from searchapp.model import Document


def write(engine: Engine, documents: list[Document], *, change: bool = False) -> None:
    with engine.change() if change else engine.rebuild() as writer:
        for document in documents:
            writer.add(document)
        writer.commit()


@pytest.fixture
def filled(engine: Engine) -> Engine:
    write(engine, [Document("1", "ميناء", "سفينة في ميناء"), Document("2", "", "سفينة كبيرة", captions=("شراع",))])
    write(engine, [Document("3", "جسر", "ميناء وسفينة و2023", tags=("سفن",))], change=True)
    return engine


def test_words_of_titles_and_bodies_are_listed_commonest_first(filled: Engine) -> None:
    words = filled.reader().list_words(100)
    assert words[:2] == [("ميناء", 3), ("سفينه", 2)]
    assert sorted(words[2:]) == sorted((word, 1) for word in ("في", "كبيره", "جسر", "وسفينه", "و", "2023"))


def test_only_the_commonest_are_listed(engine: Engine) -> None:
    write(engine, [Document("1", "ميناء", "سفينة في ميناء"), Document("2", "", "سفينة في جسر")])
    assert {word for word, _ in engine.reader().list_words(3)} == {"ميناء", "سفينه", "في"}


def test_an_empty_archive_has_no_words(engine: Engine) -> None:
    write(engine, [])
    assert engine.reader().list_words(10) == []
