"""The benchmarks measure what they say, and all peers answer alike."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.analysis import read_texts
from benchmarks.corpus import draw_phrases, enlarge, make_questions, read_documents, read_rows, split_paragraphs
from benchmarks.http_load import make_request
from benchmarks.latency import Times, compare_answers, find_percentile
from benchmarks.peers.base import KINDS
from benchmarks.request import Stopwatch, measure_request
from benchmarks.service import measure_service
from benchmarks.tables import compare, show
from searchapp.settings import Settings

ROOT = Path(__file__).parents[2]
QUERIES = ["ميناء المرجان", "السد", "مدرسة جديدة"]


@pytest.fixture(scope="module")
def archive(samples: Path) -> Path:
    """A file of sample records."""
    return samples / "records" / "2023.jsonl"


def test_percentiles_lie_between_neighbours_in_proportion() -> None:
    assert find_percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert find_percentile([1.0, 2.0, 3.0], 0.5) == 2.0
    assert find_percentile([0.0, 10.0], 0.95) == pytest.approx(9.5)


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        find_percentile([], 0.5)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_percentiles_stay_within_the_values(values: list[float], share: float) -> None:
    found = find_percentile(values, share)
    assert min(values) <= found or found == pytest.approx(min(values))
    assert found <= max(values) or found == pytest.approx(max(values))


def test_a_summary_takes_the_middle_of_the_rounds_first() -> None:
    times = Times(samples={"or": [[1.0, 100.0, 2.0], [4.0, 4.0, 4.0]]})
    summary = times.summarize()["or"]
    assert (summary["p50_ms"], summary["all_p50_ms"]) == (3.0, 4.0)
    assert (summary["questions"], summary["rounds"]) == (2, 3)


def test_answers_that_differ_are_counted() -> None:
    same = (3, {"أ": 3})
    mine = Times(found={kind: [same, same] for kind in KINDS})
    theirs = Times(found={kind: [same, (3, {"ب": 3})] for kind in KINDS})
    assert compare_answers(mine, theirs) == {"same": len(KINDS), "of": 2 * len(KINDS)}


def test_ratios_above_one_mean_that_ours_is_better() -> None:
    ours = {kind: {"p50_ms": 1.0, "p95_ms": 2.0} for kind in KINDS} | {"index_docs_per_s": 50.0, "size_mb": 4.0}
    peer = {kind: {"p50_ms": 3.0, "p95_ms": 1.0} for kind in KINDS} | {"index_docs_per_s": 100.0, "size_mb": 2.0}
    assert compare(ours, peer) == ["3.00, 0.50"] * len(KINDS) + ["0.50", "0.50"]


@pytest.mark.parametrize(("value", "shown"), [(0.1234, "0.12"), (12.34, "12.3"), (1234.5, "1,234")])
def test_numbers_show_what_matters(value: float, shown: str) -> None:
    assert show(value) == shown


def test_an_enlarged_archive_has_new_ids_and_known_paragraphs(archive: Path) -> None:
    documents = list(read_documents(archive))
    enlarged = list(enlarge(documents, 3))
    known = {part for document in documents for part in split_paragraphs(document.body)}
    assert len({document.id for document in enlarged}) == len(enlarged) == 3 * len(documents)
    assert enlarged[: len(documents)] == documents
    assert {part for document in enlarged for part in split_paragraphs(document.body)} <= known


def test_an_archive_is_enlarged_the_same_way_each_time(archive: Path) -> None:
    documents = list(read_documents(archive))
    assert list(enlarge(documents, 2)) == list(enlarge(documents, 2))


def test_rows_are_the_documents_with_their_stems(archive: Path) -> None:
    rows = list(read_rows(archive, 2))
    assert [row.id for row in rows] == [document.id for document in read_documents(archive)]
    assert all(row.title_terms and row.body_terms for row in rows)


def test_texts_are_bodies_in_whichever_layout_and_format(tmp_path: Path) -> None:
    records = [{"id": "a1", "title": "عنوان", "body": "نص أول"}, {"id": "a2", "title": "آخر", "content": "نص ثان"}]
    file = tmp_path / "records.jsonl"
    file.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (tmp_path / "records.jsonl.gz").write_bytes(gzip.compress(file.read_bytes()))
    assert read_texts(file, 10) == read_texts(tmp_path / "records.jsonl.gz", 10) == ["نص أول", "نص ثان"]
    assert read_texts(file, 1) == ["نص أول"]


def test_rows_come_from_json_lines_alone(samples: Path) -> None:
    with pytest.raises(ValueError, match="JSON lines"):
        next(read_rows(samples / "README.md", 1))


def test_questions_are_made_of_every_kind(archive: Path) -> None:
    questions = make_questions([*QUERIES, "؟!"], archive)
    assert [len(questions[kind]) for kind in ("or", "and", "phrase")] == [3, 3, 3]
    assert questions["or"][0].text == "ميناء OR المرجان"
    assert all(len(question.terms[0]) == 4 for question in questions["prefix"])


def test_phrases_stand_in_titles(archive: Path) -> None:
    titles = [f" {row.title_terms} " for row in read_rows(archive, 1)]
    for question in draw_phrases(archive, 5):
        assert any(f" {' '.join(question.terms)} " in title for title in titles)


def test_a_request_is_ascii_and_ends() -> None:
    request = make_request("127.0.0.1:1", "ميناء قديم")
    assert request.isascii()
    assert request.endswith(b"\r\n\r\n")


def test_a_part_is_timed_without_the_parts_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([1.0, 2.0, 5.0, 6.0, 8.0, 10.0, 20.0, 21.0])
    monkeypatch.setattr("benchmarks.request.time.perf_counter", lambda: next(ticks))
    watch = Stopwatch()
    inner = watch.wrap("inner", lambda: None)
    watch.wrap("outer", lambda: (inner(), inner()))()
    inner()
    assert watch.spent == {"outer": 4000.0, "inner": 6000.0}


@pytest.mark.slow
def test_a_search_is_timed_in_parts(sample_settings: Settings) -> None:
    found = measure_request(sample_settings.index_dir, QUERIES, rounds=1)
    assert list(found) == ["first", "whole", "parse", "engine", "snippets", "json", "web"]
    assert all(times["p50_ms"] > 0 for times in found.values())


@pytest.mark.slow
def test_the_server_is_measured(sample_settings: Settings) -> None:
    found = measure_service(sample_settings.index_dir, QUERIES, total=40)
    assert found["requests"] == 40
    assert found["one_client"]["p50_ms"] > 0  # type: ignore[index]


@pytest.mark.slow
def test_all_peers_answer_alike(archive: Path, tmp_path: Path) -> None:
    pytest.importorskip("tantivy", reason="tantivy is not installed: pip install '.[bench]'")
    queries = tmp_path / "queries.json"
    queries.write_text(json.dumps(QUERIES), encoding="utf-8")
    out = tmp_path / "speed.json"
    command = [sys.executable, "-m", "benchmarks.speed", "--corpus", archive, "--queries", queries, "--json", out]
    command += ["--peers", "tantivy,sqlite fts5,whoosh", "--rounds", "2", "--scale", "3", "--no-service"]
    result = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    found = json.loads(out.read_text(encoding="utf-8"))
    assert list(found["engines"]) == ["searchapp", "tantivy", "sqlite fts5", "whoosh"]
    for engine in found["engines"].values():
        assert engine["same_answers"]["same"] == engine["same_answers"]["of"] > 0
        assert engine["or"]["rounds"] == 2
    assert "| tantivy |" in result.stdout
