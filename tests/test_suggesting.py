"""What is suggested over an archive: queries for one that finds little."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp import suggesting
from searchapp.errors import DeadlineError, TooManyExpansionsError
from searchapp.model import SearchRequest
from searchapp.reindex import add_articles, reindex
from searchapp.search import SearchService, open_service
from searchapp.settings import Settings
from searchapp.spelling import Speller
from searchapp.suggesting import FEW_HITS, Suggester

BODIES = [
    *["رست سفينة الشحن في ميناء المرجان صباحًا."] * 4,
    *["أعلنت إدارة ميناء المرجان برنامج المهرجان البحري."] * 4,
    *["افتتح المهرجان في الساحة الكبرى، وحضره أحمد عبدالكريم."] * 8,
    *["نُقلت الشحنة على متن السفينة maersk إلى الشمال."] * 3,
    *["تأخرت سفينة في منتصف الليل."] * 3,
]


def write_articles(path: Path, bodies: Sequence[str]) -> Path:
    lines = [json.dumps({"id": f"{path.stem}{n}", "title": "", "body": body}) for n, body in enumerate(bodies)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    folder = tmp_path_factory.mktemp("harbour")
    index = Settings(index_dir=folder / "index")
    reindex(index, [write_articles(folder / "news.jsonl", BODIES)])
    return open_service(index)


def propose(service: SearchService, q: str, **options: object) -> list[tuple[str, int]]:
    page = service.search(SearchRequest(q, **options))  # type: ignore[arg-type]
    return [(proposal.q, proposal.total) for proposal in page.did_you_mean]


def will_propose(service: SearchService, q: str, proposal: tuple[str, int]) -> bool:
    """Whether it is the one proposal, once words are made of a new generation; each search waits a moment."""
    return any(propose(service, q) == [proposal] for _ in range(200))


@pytest.mark.parametrize(
    ("typed", "meant", "total"),
    [
        ("سفبنة", "سفينة", 10),
        ("ميناء المرحان", "ميناء المرجان", 8),
        ("المهرجن المرجان", "المهرجان المرجان", 4),
        ("ميناءالمرجان", "ميناء المرجان", 8),
        ("من تصف الليل", "منتصف الليل", 3),
        ('"ميناء المرحان"', '"ميناء المرجان"', 8),
        ('المهرجانن "', "المهرجان", 12),
        ("المهرجانن »", "المهرجان", 12),
        ("title:xyzt OR المهرجانن", "title:xyzt OR المهرجان", 12),
        ("-الشحن المهرجانن", "-الشحن المهرجان", 12),
    ],
)
def test_a_misspelt_query_is_offered_as_it_was_meant(
    harbour: SearchService, typed: str, meant: str, total: int
) -> None:
    assert propose(harbour, typed)[0] == (meant, total)


@pytest.mark.parametrize("typed", ["من -زغرد تصف", "من مصدر:زغرد تصف", '"من" تصف', "من، تصف", "من OR تصف زغرد"])
def test_only_words_with_nothing_between_them_are_joined(harbour: SearchService, typed: str) -> None:
    assert propose(harbour, "من تصف") == [("منتصف", 3)]
    assert not [q for q, _ in propose(harbour, typed) if "منتصف" in q]


def test_one_word_that_becomes_two_stays_one_operand(harbour: SearchService) -> None:
    assert propose(harbour, "زغردات OR ميناءالمرجان") == [("زغردات OR (ميناء المرجان)", 8)]


WORDS = st.sampled_from(["سفبنة", "المهرجن", "من", "تصف", "ميناءالمرجان", "الليل", "زغردات", "سفينة", "maersk"])
PARTS = st.one_of(
    WORDS,
    *[
        WORDS.map(shape.format)
        for shape in ('"{}"', "-{}", "عنوان:{}", "-عنوان:{}", "({} OR الليل)", "({}", "NOT {}")
    ],
    st.sampled_from(["OR", "AND", '"من تصف"', "«المهرجن", "ليس"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PARTS | st.lists(PARTS, min_size=1, max_size=5).map(" ".join))
def test_what_is_offered_leaves_out_the_same_and_looks_in_the_same_fields(harbour: SearchService, typed: str) -> None:
    page = harbour.search(SearchRequest(typed))
    for proposal in page.did_you_mean:
        other = harbour.search(SearchRequest(proposal.q)).understood
        assert [e.clause.exact for e in other.excluded] == [e.clause.exact for e in page.understood.excluded]
        assert {word.field for word in other.words} == {word.field for word in page.understood.words}
        assert proposal.q.count('"') == typed.count('"')


def test_a_guess_that_cannot_be_asked_is_not_offered_and_fails_no_search(tmp_path: Path) -> None:
    index = Settings(index_dir=tmp_path / "index", max_expansions=1)
    reindex(index, [write_articles(tmp_path / "news.jsonl", BODIES)])
    service = open_service(index)
    with pytest.raises(TooManyExpansionsError):
        service.search(SearchRequest("الشحن*"))
    assert propose(service, "hgapk*") == []  # what «الشحن*» is where the keys are Latin


def test_letters_alone_are_not_corrected(harbour: SearchService) -> None:
    assert propose(harbour, "ف ف") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ldkhx", "ميناء"),
        ("lqvgqk", ""),
        ("ةشثقسن", "maersk"),
        ("ةشثقسنج", ""),
        ("ضضض", ""),
        ("hgliv^hk", "المهرجان"),
        ("LDKHX HGLV[HK", "ميناء المرجان"),
        ("LDKHX MAERSK", ""),
    ],
)
def test_a_query_in_the_wrong_layout_is_offered_in_the_right_one(
    harbour: SearchService, typed: str, meant: str
) -> None:
    assert [q for q, _ in propose(harbour, typed)] == ([meant] if meant else [])


def test_a_query_that_finds_enough_is_not_questioned(harbour: SearchService) -> None:
    assert harbour.search(SearchRequest("المهرجان")).total >= FEW_HITS
    assert propose(harbour, "المهرجان") == []


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    folder = tmp_path_factory.mktemp("market")
    index = Settings(index_dir=folder / "index")
    bodies = ["سقط صنم"] * 3 + ["كان ثمنها مرتفعا"] * 30 + ["أقبل سمن"] * 40
    reindex(index, [write_articles(folder / "news.jsonl", bodies)])
    return open_service(index)


def test_a_word_that_stands_nowhere_as_typed_is_questioned_though_its_stem_is_found(market: SearchService) -> None:
    # Fewer articles than the wrong word's stem: they are the meant ones all the same.
    assert market.search(SearchRequest("سمنها")).total == 40
    assert propose(market, "سمنها") == [("ثمنها", 30)]
    assert propose(market, "سمن") == []


def test_a_form_that_is_like_no_other_is_not_questioned_where_its_stem_is_found(market: SearchService) -> None:
    assert market.search(SearchRequest("صنمها")).total == 3
    assert propose(market, "صنمها") == []


def test_another_form_of_a_word_that_is_found_is_no_misspelling(harbour: SearchService) -> None:
    assert harbour.search(SearchRequest("بالمهرجان")).total == 12
    assert propose(harbour, "بالمهرجان") == []


@pytest.mark.parametrize("typed", ["منتصف الليل", "maersk", "", "زغردات", "المهرجن*", "source:المهرجن", "2023"])
def test_nothing_is_offered_without_a_reason(harbour: SearchService, typed: str) -> None:
    assert propose(harbour, typed) == []


def test_the_answer_is_that_of_the_query_as_typed(harbour: SearchService) -> None:
    page = harbour.search(SearchRequest("سفبنة"))
    assert (page.total, page.hits) == (0, ())
    assert page.understood.q == "سفبنة"


def test_forms_of_one_word_take_one_place_of_three(tmp_path: Path) -> None:
    index = Settings(index_dir=tmp_path / "index")
    counts = {"هذا مكتبه": 30, "هذا مكتبها": 30, "هذا مكتبنا": 30, "هذا مكتبي": 30, "هذا مكعبا": 5}
    reindex(index, [write_articles(tmp_path / "news.jsonl", [body for body in counts for _ in range(counts[body])])])
    assert propose(open_service(index), "مكنبا") == [("مكتبنا", 90), ("مكتبي", 30), ("مكعبا", 5)]


def test_words_are_offered_in_the_archive_s_spelling(harbour: SearchService) -> None:
    assert propose(harbour, "الساخه")[0][0] == "الساحة"


def test_proposals_are_counted_with_the_filters(harbour: SearchService) -> None:
    assert propose(harbour, "سفبنة", sources=("جريدة لا وجود لها",)) == []


def test_a_relaxed_answer_is_questioned_too(harbour: SearchService) -> None:
    page = harbour.search(SearchRequest("المهرجان المرحان"), relax=True)
    assert page.relaxed
    assert page.did_you_mean[0].q == "المهرجان المرجان"


def test_words_of_a_new_generation_are_known(tmp_path: Path) -> None:
    index = Settings(index_dir=tmp_path / "index")
    reindex(index, [write_articles(tmp_path / "old.jsonl", ["ميناء قديم"] * 3)])
    service = open_service(index)
    assert propose(service, "مطاار") == []
    add_articles(index, [write_articles(tmp_path / "new.jsonl", ["مطار جديد"] * 3)])
    assert will_propose(service, "مطاار", ("مطار", 3))


def test_words_of_an_index_made_anew_in_the_same_place_are_known(tmp_path: Path) -> None:
    index = Settings(index_dir=tmp_path / "index")
    reindex(index, [write_articles(tmp_path / "old.jsonl", ["ميناء قديم"] * 3)])
    service = open_service(index)
    assert propose(service, "مطاار") == []
    shutil.rmtree(index.index_dir)
    reindex(index, [write_articles(tmp_path / "new.jsonl", ["مطار جديد"] * 3)])
    assert service.status().generation == "gen-000001"
    assert will_propose(service, "مطاار", ("مطار", 3))


def test_what_was_prepared_is_shared_by_a_reader_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Settings(index_dir=tmp_path / "index")
    reindex(index, [write_articles(tmp_path / "news.jsonl", BODIES)])
    service = open_service(index)
    service.prepare()
    monkeypatch.setattr(suggesting, "Speller", None)
    assert propose(service.open_twin(), "سفبنة") == [("سفينة", 10)]


def test_a_long_query_is_left_alone(harbour: SearchService) -> None:
    assert propose(harbour, "سفبنة " + " ".join(f"كلمة{n}" for n in range(12))) == []


def test_the_strict_mode_offers_too(harbour: SearchService) -> None:
    request = SearchRequest("سفبنة", strict=True)
    assert harbour.search(request).did_you_mean == harbour.search(replace(request, strict=False)).did_you_mean


def test_a_search_that_has_its_answer_does_not_fail_for_want_of_time_to_propose(
    harbour: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = time.monotonic

    def find_late(*_: object, **__: object) -> list[str]:
        monkeypatch.setattr(time, "monotonic", lambda: clock() + 3600)
        return ["سفينة"]

    monkeypatch.setattr(Suggester, "propose", find_late)
    # A query that no other test asks: what was proposed once is remembered.
    page = harbour.search(SearchRequest("سفبنةة"))
    assert (page.total, page.did_you_mean) == (0, ())


def test_words_that_are_being_made_are_waited_for_no_longer_than_the_deadline(
    harbour: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()

    class SlowSpeller(Speller):
        def __init__(self, words: Sequence[tuple[str, int]]) -> None:
            ready.wait()
            super().__init__(words)

    monkeypatch.setattr(suggesting, "Speller", SlowSpeller)
    reader = harbour._engine.reader()
    asked = harbour.search(SearchRequest("ميناء سفبنة")).understood
    suggester = Suggester()
    with pytest.raises(DeadlineError):
        suggester.propose(reader, asked, time.monotonic() + 0.01)
    ready.set()
    assert suggester.propose(reader, asked) == ["ميناء سفينه"]


def test_until_words_are_made_of_a_new_generation_those_of_the_one_before_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()
    index = Settings(index_dir=tmp_path / "index")
    reindex(index, [write_articles(tmp_path / "old.jsonl", ["ميناء قديم"] * 3)])
    service = open_service(index)
    assert propose(service, "مينااء") == [("ميناء", 3)]

    class SlowSpeller(Speller):
        def __init__(self, words: Sequence[tuple[str, int]]) -> None:
            ready.wait()
            super().__init__(words)

    monkeypatch.setattr(suggesting, "Speller", SlowSpeller)
    add_articles(index, [write_articles(tmp_path / "new.jsonl", ["مطار جديد"] * 3)])
    assert propose(service, "مينااء") == [("ميناء", 3)]
    assert propose(service, "مطاار") == []
    ready.set()
    # What the older words said was not remembered.
    assert will_propose(service, "مطاار", ("مطار", 3))


def test_want_of_time_for_other_queries_loses_only_these(
    harbour: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give_up(*_: object, **__: object) -> list[str]:
        raise DeadlineError("late")

    monkeypatch.setattr(Suggester, "propose", give_up)
    page = harbour.search(SearchRequest("ميناء سفبننة"))
    assert (page.did_you_mean, page.any_total, page.offers_late) == ((), 8, True)
    assert not harbour.search(SearchRequest("ميناء سفينة")).offers_late


def test_what_could_not_be_made_is_made_when_it_is_asked_again(
    harbour: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise OSError("no words")

    service = open_service(harbour._settings)
    with monkeypatch.context() as broken:
        broken.setattr(suggesting, "Speller", fail)
        with pytest.raises(OSError, match="no words"):
            service.search(SearchRequest("سفبنة"))
    assert propose(service, "سفبنة") == [("سفينة", 10)]


def test_what_no_thread_could_make_is_waited_for_by_nobody(
    harbour: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    service = open_service(harbour._settings)
    with monkeypatch.context() as broken:
        broken.setattr(threading.Thread, "start", refuse)
        assert propose(service, "سفبنة") == []
    assert propose(service, "سفبنة") == [("سفينة", 10)]


def test_pairs_of_words_are_counted_until_the_deadline_only(harbour: SearchService) -> None:
    reader = harbour._engine.reader()
    asked = harbour.search(SearchRequest("زغردات سفبنة المرحان")).understood
    assert Suggester().propose(reader, asked, time.monotonic() + 60)
    suggester = Suggester()
    suggester.prepare(reader)
    with pytest.raises(DeadlineError):
        suggester.propose(reader, asked, time.monotonic() - 1)
