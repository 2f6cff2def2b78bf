"""What keeps the default engine's index whole: generations, checksums, the lock, the sweep."""

from __future__ import annotations

import errno
import os
import resource
import threading
import time
from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files import manifest as manifests
from searchapp.engines.whoosh_engine.files.generations import Generations
from searchapp.engines.whoosh_engine.files.lock import WriterLock, read_holder
from searchapp.errors import (
    CountMismatchError,
    DamagedIndexError,
    IndexMismatchError,
    IndexWriteError,
    NoIndexError,
    UnreadableIndexError,
)
from searchapp.model import Document


def rebuild(engine: WhooshEngine, *names: str) -> None:
    with engine.rebuild() as writer:
        for name in names:
            writer.add(Document(name, "عنوان", "نص قصير"))
        writer.commit()


def list_ids(engine: WhooshEngine) -> list[str]:
    result = engine.reader().search(EngineQuery(tree.Every(), limit=1000))
    return [document.id for document, _ in result.hits]


def list_generations(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("gen-*"))


def find_segment(folder: Path, generation: str) -> Path:
    return next((folder / generation).glob("*.arrays"))


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


def test_a_damaged_generation_gives_way_to_the_one_before_it_and_says_so(engine, folder):
    rebuild(engine, "old")
    rebuild(engine, "new")
    segment = find_segment(folder, "gen-000002")
    segment.write_bytes(segment.read_bytes()[:-1])
    fresh = WhooshEngine(folder)
    assert list_ids(fresh) == ["old"]
    assert segment.name in fresh.reader().fallback
    assert any(segment.name in note for note in fresh.status().notes)


def test_a_damaged_index_is_not_changed_on_top_of_an_older_one(engine, folder):
    rebuild(engine, "old")
    rebuild(engine, "new")
    segment = find_segment(folder, "gen-000002")
    segment.write_bytes(segment.read_bytes()[:-1])
    with pytest.raises(DamagedIndexError, match="searchapp reindex"):
        WhooshEngine(folder).change()
    rebuild(WhooshEngine(folder), "again")
    assert list_ids(WhooshEngine(folder)) == ["again"]


def test_a_rebuild_over_a_damaged_index_keeps_the_whole_one_to_fall_back_to(engine, folder):
    rebuild(engine, "old")
    rebuild(engine, "new")
    find_segment(folder, "gen-000002").write_bytes(b"")
    rebuild(WhooshEngine(folder), "again")
    assert list_generations(folder) == ["gen-000001", "gen-000003"]
    find_segment(folder, "gen-000003").write_bytes(b"")
    assert list_ids(WhooshEngine(folder)) == ["old"]


@pytest.mark.parametrize("file", ["manifest.json", "variants.bin"])
def test_a_damaged_generation_is_swept_once_a_newer_one_is_whole(engine, folder, file):
    rebuild(engine, "a")
    (folder / "gen-000001" / file).write_bytes(b"")
    rebuild(engine, "b")
    assert list_generations(folder) == ["gen-000002"]
    assert engine.check().whole


def test_damaged_generations_stay_while_none_is_whole(engine, folder):
    for name in ("a", "b"):
        rebuild(engine, name)
    for generation in ("gen-000001", "gen-000002"):
        find_segment(folder, generation).write_bytes(b"")
    with WhooshEngine(folder).rebuild():
        pass
    assert list_generations(folder) == ["gen-000001", "gen-000002"]


def test_a_generation_that_cannot_be_judged_now_is_neither_counted_nor_swept(engine, folder, monkeypatch):
    for name in ("a", "b"):
        rebuild(engine, name)
    judge = Generations.judge
    unread = lambda self, name: "unknown" if name == "gen-000002" else judge(self, name)  # noqa: E731
    monkeypatch.setattr(Generations, "judge", unread)
    rebuild(engine, "c")
    assert list_generations(folder) == ["gen-000001", "gen-000002", "gen-000003"]


@pytest.mark.parametrize(
    ("number", "state"), [(errno.ENOENT, "damaged"), (errno.EACCES, "unknown"), (errno.EIO, "unknown")]
)
def test_only_what_is_missing_is_damage_for_certain(engine, folder, monkeypatch, number, state):
    rebuild(engine, "a")
    stat = Path.stat

    def refuse(path: Path, **options: bool) -> os.stat_result:
        if path.suffix == ".arrays":
            raise OSError(number, os.strerror(number), str(path))
        return stat(path, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    assert Generations(folder).judge("gen-000001") == state


def test_nothing_is_added_to_a_generation_with_a_changed_byte(engine, folder):
    """Its files would be linked on, and the whole generation before it swept away."""
    rebuild(engine, "a")
    segment = find_segment(folder, "gen-000001")
    content = segment.read_bytes()
    segment.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(DamagedIndexError, match=segment.name):
        WhooshEngine(folder).change()
    assert list_generations(folder) == ["gen-000001"]


def test_a_lost_current_file_falls_back_to_the_newest_whole_generation(engine, folder):
    rebuild(engine, "a")
    (folder / "CURRENT").write_text("", "utf-8")
    assert list_ids(WhooshEngine(folder)) == ["a"]


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


def test_a_new_generation_that_is_damaged_does_not_stop_a_serving_process(engine, folder):
    rebuild(engine, "a")
    serving = WhooshEngine(folder)
    assert list_ids(serving) == ["a"]
    rebuild(engine, "b")
    segment = find_segment(folder, "gen-000002")
    segment.write_bytes(segment.read_bytes()[:-1])
    assert list_ids(serving) == ["a"]


@pytest.fixture
def fallen_back(engine, folder):
    """A serving process that could open no file while the index was replaced, by one article of another id."""
    rebuild(engine, "a")
    serving = WhooshEngine(folder)
    assert list_ids(serving) == ["a"]
    rebuild(engine, "b")
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        serving.reader()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    return serving


def test_a_fault_of_the_system_does_not_stop_a_serving_process_and_is_said(fallen_back):
    assert list_ids(fallen_back) == ["a"]
    assert "cannot be read: Too many open files" in fallen_back.reader().fallback
    assert fallen_back.status().notes == (fallen_back.reader().fallback,)


def test_what_could_not_be_opened_is_tried_again_after_a_while(fallen_back, monkeypatch):
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 60)
    assert list_ids(fallen_back) == ["b"]
    assert fallen_back.reader().fallback is None


def test_the_reader_stays_the_same_while_nothing_newer_can_be_opened(engine, folder, monkeypatch):
    rebuild(engine, "old")
    rebuild(engine, "new")
    find_segment(folder, "gen-000002").write_bytes(b"")
    serving = WhooshEngine(folder)
    before = serving.reader()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 60)
    assert serving.reader() is before


def test_a_current_file_that_cannot_be_read_is_not_taken_for_a_lost_one(engine, folder):
    """Or a generation that was not switched in would be served, and the current one be swept."""
    rebuild(engine, "a")
    (folder / "CURRENT").unlink()
    (folder / "CURRENT").mkdir()
    for ask in (WhooshEngine(folder).reader, WhooshEngine(folder).rebuild, engine.check):
        with pytest.raises(UnreadableIndexError, match="CURRENT cannot be read"):
            ask()
    assert list_generations(folder) == ["gen-000001"]


def test_a_change_that_deletes_everything_leaves_no_file_behind(engine, folder):
    rebuild(engine, "a", "b")
    with engine.change() as writer:
        writer.delete("a")
        writer.delete("b")
        writer.commit()
    assert list_ids(engine) == []
    assert list((folder / "gen-000002").glob("*.arrays")) == []
    assert engine.check().whole
