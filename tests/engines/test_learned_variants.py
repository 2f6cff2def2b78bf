"""Other spellings are learned when an index is built anew, and frozen with it."""

from __future__ import annotations

import gc
import weakref
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.arabic import Variants
from searchapp.arabic.variants.contexts import REACH
from searchapp.engines.base import Engine
from searchapp.engines.opensearch_engine import learner as opensearch_learner
from searchapp.engines.opensearch_engine import words as noting
from searchapp.engines.opensearch_engine.counting import FormCounts
from searchapp.engines.opensearch_engine.engine import OpenSearchEngine
from searchapp.engines.opensearch_engine.tally import Tallier
from searchapp.engines.opensearch_engine.words import NoteTaker, join_words, pack_words
from searchapp.engines.packed_documents import pack_document
from searchapp.engines.whoosh_engine.building import aside, lesson
from searchapp.engines.whoosh_engine.building.inversion import Stretch
from searchapp.engines.whoosh_engine.building.lesson import join_words as join_stretches
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files.manifest import read_manifest, write_manifest
from searchapp.engines.whoosh_engine.files.variants_file import VARIANTS
from searchapp.errors import DamagedIndexError
from searchapp.model import Document

ARTICLES = [Document("a1", "سمندل", "في الغابة سمندل"), Document("a2", "", "رأى الصياد صمندل")]


class Learner:
    """Learns that سمندل is صمندل, and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[list[str]] = []

    def __call__(self, stream, forms, counts, whole, *, compiled=False) -> Variants:
        self.given.append([forms[place] if place >= 0 else "-" for place in stream.tolist()])
        assert not stream.size or counts == [sum(form == other for other in self.given[-1]) for form in forms]
        self.whole = whole
        number = len(self.given)
        return Variants({"سمندل": (("صمندل", 0.6),), "صمندل": (("سمندل", 0.6),)}, f"lesson {number}")


@pytest.fixture
def learner(monkeypatch: pytest.MonkeyPatch) -> Learner:
    learner = Learner()
    for module in (aside, opensearch_learner):
        monkeypatch.setattr(module, "learn_variants", learner)
    return learner


def build(engine: Engine, *some: Document, anew: bool = True) -> None:
    with engine.rebuild() if anew else engine.change() as writer:
        for document in some:
            writer.add(document)
        writer.commit()


def test_a_rebuild_learns_from_the_words_of_titles_and_bodies_in_their_order(each_engine, learner):
    build(each_engine, *ARTICLES)
    (given,) = learner.given
    texts = [text.split() for text in " ".join(given).split("- - - - -")]
    assert sorted(filter(None, texts)) == sorted([["سمندل"], ["في", "الغابه", "سمندل"], ["راي", "الصياد", "صمندل"]])


def test_a_commit_says_when_it_begins_and_ends_to_learn(each_engine, learner):
    said: list[str] = []
    with each_engine.rebuild() as writer:
        writer.add(ARTICLES[0])
        writer.commit(said.append)
    assert said == ["learning", "writing"]
    with each_engine.change() as writer:
        writer.add(ARTICLES[1])
        writer.commit(said.append)
    assert said == ["learning", "writing"]


def test_of_an_archive_that_is_read_in_part_the_whole_is_counted(
    each_engine, learner, monkeypatch: pytest.MonkeyPatch
):
    for module in (lesson, noting):
        monkeypatch.setattr(module, "MOST_TOKENS", 0)
    build(each_engine, *ARTICLES)
    assert learner.given == [[]]
    assert learner.whole == 7


def test_what_was_learned_is_kept_and_changes_do_not_learn_again(each_engine, folder, learner):
    build(each_engine, *ARTICLES)
    build(each_engine, Document("a3", "", "سمندل آخر"), anew=False)
    other = OpenSearchEngine(each_engine._settings) if each_engine.name == "opensearch" else WhooshEngine(folder)
    for reader in (each_engine.reader(), other.reader()):
        assert reader.list_variants("السمندل") == [("صمندل", 0.6)]
        assert reader.variants.account == "lesson 1"
    assert len(learner.given) == 1
    build(each_engine, *ARTICLES)
    assert each_engine.reader().variants.account == "lesson 2"


def test_the_first_articles_of_an_empty_index_teach_it(each_engine, learner):
    build(each_engine)
    assert each_engine.reader().variants.account == ""
    build(each_engine, *ARTICLES, anew=False)
    assert each_engine.reader().variants.account == "lesson 1"


def test_few_words_teach_nothing_and_the_list_counts(each_engine):
    build(each_engine, *ARTICLES, Document("a3", "", "ترمب"))
    reader = each_engine.reader()
    assert "too few words" in reader.variants.account
    assert each_engine.status().details["variants"] == reader.variants.account
    assert [form for form, _ in reader.list_variants("ترامب")] == ["ترمب"]


def test_a_damaged_file_is_found_when_the_index_is_opened(engine, folder: Path):
    build(engine, *ARTICLES)
    path = folder / "gen-000001" / VARIANTS
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedIndexError, match=VARIANTS):
        WhooshEngine(folder).reader()


@pytest.mark.parametrize("content", [None, b"nothing"])
def test_a_generation_without_its_spellings_is_damaged_and_an_older_one_answers(engine, folder: Path, content):
    build(engine, *ARTICLES)
    build(engine, *ARTICLES)
    newest = folder / "gen-000002"
    manifest = read_manifest(newest)
    files = {name: record for name, record in manifest.files.items() if name != VARIANTS}
    write_manifest(newest, msgspec.structs.replace(manifest, files=files))
    (newest / VARIANTS).unlink()
    if content is not None:
        (newest / VARIANTS).write_bytes(content)
    status = WhooshEngine(folder).status()
    assert status.generation == "gen-000001"
    assert VARIANTS in status.notes[0]
    assert "searchapp reindex" in status.notes[0]
    damage = " ".join(engine.check().generations[0].damage)
    assert f"{VARIANTS} is not in the manifest" in damage
    assert f"{VARIANTS} is {'missing' if content is None else 'damaged'}" in damage


def test_a_reader_that_nobody_has_lets_go_of_its_files_at_once(engine):
    build(engine, *ARTICLES)
    gc.disable()
    try:
        reader = engine.reader()
        reader.stem("سمندل")
        postings = weakref.ref(reader.postings)
        engine._open = None
        del reader
        assert postings() is None
    finally:
        gc.enable()


def test_deleted_documents_teach_nothing():
    table = np.array([0, 10, 11, 12], np.uint32)
    stretch = Stretch(
        np.array([1, 2, 3], np.uint32),
        np.array([1, 2], np.uint32),
        np.empty(0, np.int64),
        np.array([-1, 0], np.int64),
        table,
    )
    assert [place for place in join_stretches([stretch], compiled=False).tolist() if place >= 0] == [11, 12]


@pytest.mark.skipif(find_spec("numba") is None, reason="Numba is not installed")
@given(st.lists(st.lists(st.tuples(st.lists(st.integers(1, 4), max_size=5), st.booleans()), max_size=4), max_size=3))
def test_a_kernel_joins_the_same_words(texts: list[list[tuple[list[int], bool]]]) -> None:
    stretches = [
        Stretch(
            np.array([word for words, _ in part for word in words], np.uint32),
            np.array([len(words) for words, _ in part], np.uint32),
            np.empty(0, np.int64),
            np.array([place if live else -1 for place, (_, live) in enumerate(part)], np.int64),
            np.arange(10, 15, dtype=np.uint32),
        )
        for part in texts
    ]
    plain, compiled = (join_stretches(stretches, compiled=compiled).tolist() for compiled in (False, True))
    assert compiled == plain


def test_the_notes_of_several_processes_are_read_in_the_order_of_their_batches():
    one, other = NoteTaker(), NoteTaker()
    one.take(0, np.array([1, 2]), np.array([1, 1]))
    other.take(1, np.array([1]), np.array([1]))
    one.take(2, np.array([2]), np.array([1]))
    met = [
        pack_words(["", "بحر"], FormCounts(*np.array([[0, 1]] * 3)), other.hand_over()),
        pack_words(["", "نهر", "جبل"], FormCounts(*np.array([[0, 1, 2]] * 3)), one.hand_over()),
    ]
    gap = [-1] * REACH
    assert join_words(met).row.tolist() == [2, *gap, 1, *gap, 0, *gap, 1, *gap]


def test_a_process_of_its_own_learns_the_same(monkeypatch: pytest.MonkeyPatch):
    bodies = [" ".join(["ترامب قال في واشنطن", "أعلن ترمب في واشنطن"] * 20)] * 200
    articles = [Document(f"a{number}", "", body) for number, body in enumerate(bodies)]
    learned = []
    for many in (10**9, 0):
        monkeypatch.setattr(opensearch_learner, "_MANY_WORDS", many)
        tallier = Tallier(teach=True, compiled=False)
        tallier.add(0, articles, list(map(pack_document, articles)))
        tally = tallier.finish()
        learned.append(opensearch_learner.learn_from(join_words(tally.met), tally.words))
    assert learned[0].account.startswith("32,000 of 32,000 words read")
    assert learned[1].to_bytes() == learned[0].to_bytes()
