"""What keeps the default engine's index whole: generations, checksums, the lock, the sweep."""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from pathlib import Path
from typing import NoReturn

import pytest
from generations import find_segment, list_generations, list_ids, rebuild
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.codec import ArraySegment
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files import manifest as manifests
from searchapp.engines.whoosh_engine.files.generations import Generations
from searchapp.engines.whoosh_engine.files.lock import WriterLock, read_holder
from searchapp.errors import (
    CountMismatchError,
    IndexMismatchError,
    IndexWriteError,
    NoIndexError,
)
from searchapp.model import Document


def test_the_current_generation_and_the_one_before_it_are_kept(engine, folder):
    for name in ("a", "b", "c", "d"):
        rebuild(engine, name)
    assert list_generations(folder) == ["gen-000003", "gen-000004"]


def test_a_generation_that_a_reader_holds_is_not_swept(engine, folder):
    rebuild(engine, "a")
    held = WhooshEngine(folder).reader()
    for name in ("b", "c", "d"):
        rebuild(engine, name)
    assert "gen-000001" in list_generations(folder)
    del held
    rebuild(engine, "e")
    assert "gen-000001" not in list_generations(folder)


def test_a_folder_that_is_not_ours_is_never_swept(engine, folder):
    (folder / "gen-000009").mkdir(parents=True)
    (folder / "gen-000009" / "thesis.txt").write_text("mine", "utf-8")
    rebuild(engine, "a")
    rebuild(engine, "b")
    assert (folder / "gen-000009" / "thesis.txt").exists()
    assert list_ids(engine) == ["b"]


def test_what_a_killed_writer_left_is_swept_whenever_it_was_killed(engine, folder):
    rebuild(engine, "a")
    (folder / "CURRENT.new").touch()  # in the switch
    (folder / "gen-000002").mkdir()  # before the first manifest
    (folder / "gen-000003").mkdir()
    (folder / "gen-000003" / "manifest.json.new").touch()  # while it was written
    (folder / "gen-000004" / "MAIN.tmp").mkdir(parents=True)  # in the middle of the work
    manifests.write_manifest(folder / "gen-000004", manifests.Manifest("gen-000004", "building"))
    (folder / "gen-000005.removing" / "MAIN.tmp").mkdir(parents=True)  # in the sweep
    rebuild(engine, "b")
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "LOCK", "gen-000001", "gen-000002"]
    assert list_ids(engine) == ["b"]


def test_a_killed_first_reindex_is_no_index_and_an_add_recovers(engine, folder):
    (folder / "gen-000001").mkdir(parents=True)
    manifests.write_manifest(folder / "gen-000001", manifests.Manifest("gen-000001", "building"))
    with pytest.raises(NoIndexError):
        engine.reader()
    with engine.change() as writer:
        writer.add(Document("a", "", "نص"))
        writer.commit()
    assert list_ids(engine) == ["a"]
    assert list_generations(folder) == ["gen-000001"]


def test_a_generation_that_was_just_swept_is_no_damage(engine, folder, monkeypatch):
    """A process that read CURRENT and was then slow finds that generation gone, and looks again."""
    rebuild(engine, "a")
    slow = WhooshEngine(folder)
    listed = slow._generations.list_readable

    def list_slowly() -> list[str]:
        names = listed()
        monkeypatch.undo()
        for name in ("b", "c", "d"):
            rebuild(engine, name)
        return names

    monkeypatch.setattr(slow._generations, "list_readable", list_slowly)
    assert list_ids(slow) == ["d"]
    assert slow.reader().fallback is None


def test_a_switched_generation_is_not_removed_when_the_rest_of_its_commit_fails(engine, folder, monkeypatch):
    rebuild(engine, "a")

    def fail(_: object) -> None:
        raise OSError(5, "Input/output error")

    with engine.change() as writer:
        writer.add(Document("b", "", "نص"))
        switch = Generations.switch
        monkeypatch.setattr(Generations, "switch", lambda *args: (switch(*args), fail(args)))
        with pytest.raises(IndexWriteError):
            writer.commit()
    monkeypatch.undo()
    assert list_ids(WhooshEngine(folder)) == ["a", "b"]


def test_a_look_at_the_holder_does_not_turn_a_writer_away(engine, folder):
    rebuild(engine, "a")
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            read_holder(folder)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        for _ in range(200):
            WriterLock(folder, "test").release()
    finally:
        stop.set()
        thread.join()


def test_a_reader_stays_readable_while_writers_commit_merge_and_sweep(engine, folder):
    rebuild(engine, *(f"a{number}" for number in range(40)))
    held = WhooshEngine(folder).reader()
    failures: list[object] = []
    done = threading.Event()

    def search() -> None:
        while not done.is_set():
            try:
                found = held.search(EngineQuery(tree.Term("body_exact", "قصير"), limit=100))
                if found.total != 40 or len(found.hits) != 40 or held.get("a7") is None:
                    failures.append(found)
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for number in range(20):  # enough for merges, each with a sweep
            with engine.change() as writer:
                writer.delete(f"a{number}")
                writer.add(Document(f"b{number}", "عنوان", "نص قصير"))
                writer.commit()
        rebuild(engine, "z")
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert list_ids(engine) == ["z"]


def test_an_add_links_the_unchanged_segments(engine, folder):
    rebuild(engine, *(f"a{number}" for number in range(50)))
    before = find_segment(folder, "gen-000001").stat().st_ino
    with engine.change() as writer:
        writer.delete("a7")
        writer.commit()
    assert find_segment(folder, "gen-000002").stat().st_ino == before
    assert len(list_ids(engine)) == 49


def test_an_index_of_another_analyzer_is_refused_with_the_cure(engine, folder, monkeypatch):
    rebuild(engine, "a")
    monkeypatch.setattr("searchapp.arabic.FINGERPRINT", "another")
    with pytest.raises(IndexMismatchError, match="searchapp reindex"):
        WhooshEngine(folder).reader()


def test_documents_that_got_lost_in_the_making_are_never_switched_in(engine, folder):
    rebuild(engine, "a")
    with engine.rebuild() as writer:
        writer.add(Document("b", "", "نص"))
        writer._added.add("ghost")
        with pytest.raises(CountMismatchError):
            writer.commit()
    assert list_ids(WhooshEngine(folder)) == ["a"]
    assert list_generations(folder) == ["gen-000001"]


def test_a_full_disk_is_one_clear_error_and_leaves_the_index(engine, folder, monkeypatch):
    rebuild(engine, "a")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("searchapp.engines.whoosh_engine.files.generations.sync_path", fail)
    with engine.change() as writer:
        writer.add(Document("b", "", "نص"))
        with pytest.raises(IndexWriteError, match="the disk is full"):
            writer.commit()
    monkeypatch.undo()
    assert list_ids(WhooshEngine(folder)) == ["a"]


def test_a_document_added_twice_in_one_change_is_the_last_one(engine):
    rebuild(engine, "a")
    with engine.change() as writer:
        writer.add(Document("a", "", "ثان"))
        writer.add(Document("a", "", "ثالث"))
        writer.add(Document("b", "", "نص"))
        assert writer.delete("b")
        writer.commit()
    assert list_ids(engine) == ["a"]
    assert engine.reader().get("a").body == "ثالث"


def test_a_reader_sees_a_new_generation_at_once(engine, folder):
    rebuild(engine, "a")
    serving = WhooshEngine(folder)
    assert list_ids(serving) == ["a"]
    rebuild(engine, "b")
    assert list_ids(serving) == ["b"]


def test_a_change_that_deletes_everything_leaves_no_file_behind(engine, folder):
    rebuild(engine, "a", "b")
    with engine.change() as writer:
        writer.delete("a")
        writer.delete("b")
        writer.commit()
    assert list_ids(engine) == []
    assert list((folder / "gen-000002").glob("*.arrays")) == []
    assert engine.check().whole


def test_a_segment_is_told_once_of_all_that_is_deleted_from_it(engine, folder, monkeypatch):
    """It copies what it knows: told of one at a time, twice as many would cost four times as much."""
    rebuild(engine, *"abcdef")
    told = []
    monkeypatch.setattr(ArraySegment, "delete_documents", lambda _, numbers: told.append(sorted(numbers)))
    monkeypatch.setattr(ArraySegment, "delete_document", None)
    with engine.change() as writer:
        writer.delete("b")
        writer.add(Document("e", "", "نص"))
        with pytest.raises(CountMismatchError):
            writer.commit()
    assert told == [[1, 4]]


def test_a_commit_is_acknowledged_although_the_sweep_after_it_meets_a_fault(engine, folder, monkeypatch):
    rebuild(engine, "a")
    with engine.change() as writer:
        writer.add(Document("b", "", "نص"))
        switch = Generations.switch

        def switch_and_open_too_many(generations: Generations, name: str) -> None:
            switch(generations, name)
            monkeypatch.setattr(Path, "iterdir", _open_too_many)

        monkeypatch.setattr(Generations, "switch", switch_and_open_too_many)
        assert writer.commit() == "gen-000002"
    monkeypatch.undo()
    assert list_ids(engine) == ["a", "b"]


def _open_too_many(path: Path) -> NoReturn:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), str(path))


@pytest.mark.parametrize("step", ["ftruncate", "pwrite"])
def test_a_lock_whose_note_cannot_be_written_is_taken_and_given_back(folder, monkeypatch, step):
    def fail(*_: object) -> NoReturn:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, step, fail)
    for _ in range(2):
        WriterLock(folder, "test").release()


def test_a_lock_that_the_disk_refuses_is_one_clear_error_and_leaves_nothing_open(folder, monkeypatch):
    def fail(*_: object) -> NoReturn:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", fail)
        before = len(list(Path("/proc/self/fd").iterdir()))
        with pytest.raises(IndexWriteError, match=os.strerror(errno.ENOLCK)):
            WriterLock(folder, "test")
        assert len(list(Path("/proc/self/fd").iterdir())) == before
    WriterLock(folder, "test").release()
