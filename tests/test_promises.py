"""What the service as a whole promises: a reader's words find their articles, and a reindex disturbs nobody."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from serving import find_port

from searchapp.ingest import Intake
from searchapp.model import Document, SearchRequest
from searchapp.reindex import add_articles, delete_articles, reindex
from searchapp.search import SearchService, open_service
from searchapp.settings import Settings

NAME = ["كوريا الشماليه", "کوریا الشمالیة", "كُورِيا الشَّمالِيَّة", "بكوريا الشمالية"]


@pytest.fixture(scope="module")
def seed_service(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> SearchService:
    settings = Settings(index_dir=tmp_path_factory.mktemp("seeds"))
    report = reindex(settings, [shared_data / "seeds"])
    assert (report.articles, report.skipped) == (10, ())
    return open_service(settings)


def find_ids(service: SearchService, q: str, **options: object) -> set[str]:
    page = service.search(SearchRequest(q=q, per_page=100, **options))  # type: ignore[arg-type]
    return {hit.document.id for hit in page.hits}


@pytest.mark.parametrize("query", NAME)
def test_every_spelling_of_a_name_finds_every_article_that_names_it(seed_service, shared_data, query):
    """An article names it when its text has both words, whatever stands before them."""

    def names_it(document: Document) -> bool:
        text = " ".join([document.title, document.body, *document.captions, *document.tags])
        plain = text.replace("ی", "ي").replace("ک", "ك")
        return "كوريا الشمالية" in plain

    expected = {each.id for each in Intake([shared_data / "seeds"]) if isinstance(each, Document) and names_it(each)}
    assert len(expected) == 7
    assert find_ids(seed_service, query) == expected


def test_a_quoted_name_is_exact(sample_service):
    """«المدينة» in quotes does not find «مدينة», and the other way round."""
    with_article, without = find_ids(sample_service, '"المدينة"'), find_ids(sample_service, '"مدينة"')
    assert with_article
    assert without
    assert with_article != without
    assert find_ids(sample_service, "مدينة") >= with_article | without


def test_marks_in_vocalized_text_are_right_to_the_letter(settings, tmp_path):
    (tmp_path / "a.txt").write_text("خبر\n\nقالَ إنَّ كُورِيَا الشَّمَالِيَّةَ أعلنتْ.\n", "utf-8")
    reindex(settings, [tmp_path / "a.txt"])
    (hit,) = open_service(settings).search(SearchRequest(q="كوريا الشمالية")).hits
    snippet = hit.snippets[0]
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["كُورِيَا", "الشَّمَالِيَّةَ"]


def test_an_exact_match_ranks_above_an_inflected_one(settings, tmp_path):
    """Both match by their stem, and equal scores would put `a` first."""
    lines = [
        '{"id": "a", "title": "", "body": "زار الوفد المدينة"}',
        '{"id": "b", "title": "", "body": "زار الوفد مدينة"}',
    ]
    (tmp_path / "two.jsonl").write_text("\n".join(lines), "utf-8")
    reindex(settings, [tmp_path / "two.jsonl"])
    page = open_service(settings).search(SearchRequest(q="مدينة"))
    assert [hit.document.id for hit in page.hits] == ["b", "a"]
    assert page.hits[0].score > page.hits[1].score + 0.1


def test_the_same_files_twice_give_the_same_ids(settings, samples):
    first = reindex(settings, [samples])
    ids = find_ids(open_service(settings), "")
    second = add_articles(settings, [samples])
    assert (first.articles, second.articles) == (second.articles, first.articles)
    assert find_ids(open_service(settings), "") == ids


def test_deleting_unknown_ids_writes_nothing(settings, samples):
    reindex(settings, [samples])
    report = delete_articles(settings, ["nobody"])
    assert (report.deleted, report.missing, report.generation) == ((), ("nobody",), None)


def test_a_folder_without_articles_does_not_empty_the_index(settings, samples, tmp_path):
    generation = reindex(settings, [samples]).generation
    (tmp_path / "none").mkdir()
    report = reindex(settings, [tmp_path / "none"])
    assert (report.articles, report.generation) == (0, generation)
    assert open_service(settings).status().documents == 73


def test_an_unknown_source_can_be_chosen(sample_service):
    page = sample_service.search(SearchRequest(sources=("",), per_page=100))
    assert page.total > 0
    assert {hit.document.source for hit in page.hits} == {None}


@pytest.mark.slow
def test_a_reindex_fails_no_request_of_eight_clients(settings, samples):
    """Eight clients search a real server while the index is rebuilt; the last build is seen."""
    reindex(settings, [samples])
    port = find_port()
    environ = os.environ | {"SEARCHAPP_INDEX_DIR": str(settings.index_dir), "SEARCHAPP_PORT": str(port)}
    server = subprocess.Popen([sys.executable, "-m", "searchapp", "serve"], env=environ, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/api/v1/search?q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1"
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz")
        stop = threading.Event()
        answers: list[int] = []
        failures: list[str] = []
        clients = [threading.Thread(target=_search_until, args=(stop, address, answers, failures)) for _ in range(8)]
        for client in clients:
            client.start()
        for _ in range(5):
            reindex(settings, [samples])
        report = reindex(settings, [samples / "records"])
        switched = time.monotonic()
        expected = open_service(settings).search(SearchRequest(q="ميناء")).total
        while any(_ask(address)["total"] != expected for _ in range(8)):
            assert time.monotonic() - switched < 30  # never, not late
        stop.set()
        for client in clients:
            client.join()
        assert failures == []
        assert len(answers) > 50
        assert report.articles < 73
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def _ask(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)  # type: ignore[no-any-return]


def _wait_for(address: str) -> None:
    end = time.monotonic() + 120  # a first start compiles
    while True:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


def _search_until(stop: threading.Event, address: str, answers: list[int], failures: list[str]) -> None:
    while not stop.is_set():
        try:
            answers.append(int(str(_ask(address)["total"])))
        except Exception as error:
            failures.append(repr(error))
