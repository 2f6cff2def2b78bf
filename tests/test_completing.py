"""Words for a beginning: those that follow the words before it, then the archive's commonest."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import index_terms
from searchapp.model import Completion
from searchapp.reindex import reindex
from searchapp.search import SearchService, open_service
from searchapp.settings import Settings

BODIES = [
    *["زار المدير الجديد المرفأ، ثم عاد."] * 3,
    *["قال المدير العام للأمن إن المرفأ مفتوح."] * 2,
    *["سافر المديرُ العامُّ للنقل."],
    *["افتتح العام للأسماك موسم جديد."] * 4,
    *["للمراكب للمراكب مرسى."] * 9,
]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    folder = tmp_path_factory.mktemp("harbour")
    lines = [json.dumps({"id": str(n), "title": "", "body": body}) for n, body in enumerate(BODIES)]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    index = Settings(index_dir=folder / "index")
    reindex(index, [folder / "news.jsonl"])
    return open_service(index)


def test_completions_are_the_archive_s_words(harbour: SearchService) -> None:
    assert harbour.suggest("المر") == (Completion("المرفأ", 5),)
    assert harbour.suggest("المر ") == harbour.suggest("") == ()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("لل", ["للمراكب", "للأسماك", "للأمن", "للنقل"]),
        ("المدير العام لل", ["للأمن", "للنقل", "للمراكب", "للأسماك"]),
        ("قال المدير العام لل", ["للأمن", "للنقل", "للمراكب", "للأسماك"]),
        ("الرئيس العام لل", ["للأسماك", "للأمن", "للنقل", "للمراكب"]),
        ("المدير، العام لل", ["للأسماك", "للأمن", "للنقل", "للمراكب"]),
        ("العام، لل", ["للمراكب", "للأسماك", "للأمن", "للنقل"]),
        ("المجهول لل", ["للمراكب", "للأسماك", "للأمن", "للنقل"]),
    ],
    ids=["alone", "two before", "more before", "one of two known", "one beside", "not beside", "none known"],
)
def test_words_that_follow_those_before_come_first(harbour: SearchService, typed: str, completed: list[str]) -> None:
    assert [each.text for each in harbour.suggest(typed)] == completed


def test_a_completion_is_counted_wherever_it_stands(harbour: SearchService) -> None:
    assert harbour.suggest("المدير العام لل", 1) == (Completion("للأمن", 2),)
    assert harbour.suggest("العام للأسم") == (Completion("للأسماك", 4),)


WORDS = ["المدير", "العام", "المرفأ", "لل", "ال", "للمراكب", "ثم،", "من", "زغرد"]


@given(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join))
def test_every_completion_begins_as_typed_and_none_comes_twice(harbour: SearchService, typed: str) -> None:
    beginnings = index_terms(typed)[-1:]
    completed = [index_terms(each.text) for each in harbour.suggest(typed, 3)]
    assert len(completed) <= 3
    assert all(word.startswith(beginnings[0]) for (word,) in completed)
    assert len({word for (word,) in completed}) == len(completed)
