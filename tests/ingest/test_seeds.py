"""The five real pages and the news collection that stand beside a checkout; skipped where they are not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from searchapp.ingest import Intake
from searchapp.model import Document, Skipped

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = SHARED / "seeds"
NEWS = SHARED / "data" / "saudinewsnet.jsonl.gz"

# Page → (date of the main article, source of the main one, source of the second).
TABLE = {
    "000": (None, "الشرق الأوسط", "الشرق الأوسط"),
    "001": (dt.date(2023, 9, 5), "الجزيرة", None),
    "002": (dt.date(2023, 11, 9), "موقع 24", None),
    "003": (dt.date(2023, 9, 17), "بوابة الفجر", None),
    "004": (None, "الشرق الأوسط", "الشرق الأوسط"),
}

needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real pages (../shared/seeds) are not here")
needs_news = pytest.mark.skipif(not NEWS.is_file(), reason="the collection (../shared/data) is not here")


def read_seed(number: str) -> list[Document]:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    results = list(Intake([path]))
    documents = [result for result in results if isinstance(result, Document)]
    assert len(documents) == len(results)
    return documents


@needs_seeds
def test_the_pages_give_ten_articles_with_ids_of_their_own() -> None:
    assert len({result.id for result in Intake([SEEDS]) if isinstance(result, Document)}) == 10


@needs_seeds
@pytest.mark.parametrize("number", TABLE)
def test_a_page_gives_what_it_states(number: str) -> None:
    date, source, second_source = TABLE[number]
    main, further = read_seed(number)
    assert (main.date, main.source, main.seen_on) == (date, source, None)
    assert (further.date, further.source, further.seen_on) == (None, second_source, main.id)
    assert main.title != further.title
    assert all(len(document.body) > 800 for document in (main, further))


@needs_seeds
@pytest.mark.parametrize("number", ["000", "004"])
def test_captions_stand_apart(number: str) -> None:
    for document in read_seed(number):
        (caption,) = document.captions
        assert caption.endswith(")")
        assert caption not in document.body
        assert document.title not in document.body


@needs_seeds
@pytest.mark.parametrize("number", ["001", "002", "003"])
def test_keywords_without_a_separator_stay_whole(number: str) -> None:
    main, further = read_seed(number)
    (path,) = SEEDS.glob(f"{number}_*.txt")
    (tag,) = main.tags
    assert f": {tag}\n" in path.read_text(encoding="utf-8")
    assert further.tags == ()


@needs_seeds
def test_marks_and_teasers_are_in_no_body() -> None:
    marks = ("تاريخ النشر", "المصدر:", "كلمات دلالية", "ذات صلة", "TT", "(أنقرة)")
    bodies = [result.body for result in Intake([SEEDS]) if isinstance(result, Document)]
    assert not [mark for mark in marks for body in bodies if mark in body]


@needs_news
@pytest.mark.slow
def test_the_whole_collection_is_read() -> None:
    results = list(Intake([NEWS]))
    skipped = [result for result in results if isinstance(result, Skipped)]
    assert len(results) == 31_030
    # 57 records have an address and nothing to read.
    assert len(skipped) == 57
    assert all(result.reason.startswith("the article is empty") for result in skipped)
