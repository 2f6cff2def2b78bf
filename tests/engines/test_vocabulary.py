"""The words of an archive with their counts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp import arabic
from searchapp.engines.base import Engine
from searchapp.engines.whoosh_engine.engine import WhooshEngine
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


def test_a_word_that_is_common_only_over_all_commits_completes_first(engine: Engine) -> None:
    for batch in "كلمه":
        own = " ".join(f"مد{letter}{other}{batch}" for letter in "ابتثجحخد" for other in "رزسشصضطظ")
        write(engine, [Document(f"{batch}a", "", own), Document(f"{batch}b", "مدينة", own)], change=True)
    found = engine.reader().complete("مد", 3)
    assert [each.count for each in found] == [4, 2, 2]
    assert found[0].term == "مدينه"


def test_a_word_of_deleted_articles_completes_nothing(engine: Engine) -> None:
    write(engine, [Document("1", "مدينة", "مدينة"), Document("2", "", "مدن")])
    write(engine, [Document("1", "", "نهر")], change=True)
    assert [(each.term, each.count) for each in engine.reader().complete("مد", 5)] == [("مدن", 1)]


WORDS = ["مد", "مدن", "مدينة", "مدرسة", "مدير", "نهر", "مداد"]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@pytest.mark.slow
@settings(max_examples=25)
@given(
    batches=st.lists(st.lists(st.tuples(st.integers(0, 9), texts, texts), max_size=5), min_size=1, max_size=4),
    prefix=st.sampled_from(["م", "مد", "مدي", "ن", "زز"]),
    limit=st.integers(1, 4),
)
def test_completions_are_counted_by_articles_over_all_commits(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[int, str, str]]], prefix: str, limit: int
) -> None:
    engine = WhooshEngine(Path(tmp_path_factory.mktemp("words")))
    kept: dict[str, Document] = {}
    for batch in batches:
        documents = [Document(str(number), title, body) for number, title, body in batch]
        write(engine, documents, change=True)
        kept |= {document.id: document for document in documents}
    counts: Counter[str] = Counter()
    for document in kept.values():
        counts.update({arabic.fold(word) for word in f"{document.title} {document.body}".split()})
    fitting = {word: count for word, count in counts.items() if word.startswith(prefix)}
    found = engine.reader().complete(prefix, limit)
    expected = sorted(fitting.items(), key=lambda item: (-item[1], item[0]))[:limit]
    assert [each.count for each in found] == [count for _, count in expected]
    for each in found:
        assert fitting[each.term] == each.count
        example = kept[each.example_id]
        assert each.term in map(arabic.fold, f"{example.title} {example.body}".split())
