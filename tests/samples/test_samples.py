"""The sample articles are as many and as varied as the pages need to show what the product does."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from searchapp.ingest import Intake
from searchapp.model import Document, Skipped

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")
_SHARED_RUN = 6


def _list_words(text: str) -> list[str]:
    return re.findall(r"\w+", _MARKS.sub("", text))


def _list_runs(text: str) -> set[tuple[str, ...]]:
    words = _list_words(text)
    return {tuple(words[start : start + _SHARED_RUN]) for start in range(len(words) - _SHARED_RUN + 1)}


@pytest.fixture(scope="module")
def items(samples: Path) -> list[Document | Skipped]:
    return list(Intake([samples]))


@pytest.fixture(scope="module")
def articles(items: list[Document | Skipped]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


def _list_in(articles: list[Document], folder: str) -> list[Document]:
    return [article for article in articles if folder in Path(article.file).parts]


def test_nothing_is_skipped(items: list[Document | Skipped]) -> None:
    assert [item for item in items if isinstance(item, Skipped)] == []


@pytest.mark.parametrize(("folder", "count"), [("aggregator", 17), ("newspaper", 11), ("plain", 8), ("records", 37)])
def test_every_article_of_a_layout_is_read(articles: list[Document], folder: str, count: int) -> None:
    assert len(_list_in(articles, folder)) == count


def test_ids_are_unique(articles: list[Document]) -> None:
    assert Counter(article.id for article in articles).most_common(1)[0][1] == 1


def test_ids_are_the_same_in_a_second_reading(articles: list[Document], samples: Path) -> None:
    again = [item.id for item in Intake([samples]) if isinstance(item, Document)]
    assert again == [article.id for article in articles]


def test_each_year_has_dated_articles(articles: list[Document]) -> None:
    years = Counter(article.date.year for article in articles if article.date)
    assert set(years) == {2022, 2023, 2024}
    assert min(years.values()) >= 10


def test_there_are_several_sources(articles: list[Document]) -> None:
    sources = Counter(article.source for article in articles if article.source)
    assert len(sources) == 9
    assert min(sources.values()) >= 3


def test_every_dated_page_and_record_is_dated(articles: list[Document]) -> None:
    main_pages = [article for article in _list_in(articles, "aggregator") if article.seen_on is None]
    assert len(main_pages) == 8
    assert all(article.date and article.source and article.tags for article in main_pages)
    assert sum(article.date is None for article in _list_in(articles, "records")) == 1


def test_what_a_page_does_not_state_is_unknown(articles: list[Document]) -> None:
    further = [article for article in _list_in(articles, "aggregator") if article.seen_on]
    assert len(further) == 9
    assert {(article.source, article.date) for article in further} == {(None, None)}
    assert {article.source for article in _list_in(articles, "plain")} == {None}
    assert {article.date for article in _list_in(articles, "newspaper")} == {None}


def test_newspaper_captions_stand_apart(articles: list[Document]) -> None:
    pages = _list_in(articles, "newspaper")
    assert {article.source for article in pages} == {"الشرق الأوسط"}
    for article in pages:
        assert article.captions
        assert not any(caption in article.body for caption in article.captions)


def test_teasers_are_not_in_the_text(articles: list[Document]) -> None:
    text = " ".join(article.title + " " + article.body for article in _list_in(articles, "newspaper"))
    for teaser in ("حواجز أمواج صديقة للأسماك", "خريطة قديمة تكشف قنوات", "الأفلاج تروي قصص"):
        assert teaser not in text


def test_articles_have_the_length_of_news(articles: list[Document]) -> None:
    for article in articles:
        assert 75 <= len(_list_words(article.title + " " + article.body)) <= 260, article.title
        assert "\n" in article.body, article.title


def test_no_sentence_comes_from_the_real_pages(samples: Path, shared_data: Path) -> None:
    real: set[tuple[str, ...]] = set()
    for page in (shared_data / "seeds").glob("*.txt"):
        real |= _list_runs(page.read_text(encoding="utf-8"))
    assert real
    for sample in samples.rglob("*.*"):
        assert not _list_runs(sample.read_text(encoding="utf-8")) & real, sample.name
