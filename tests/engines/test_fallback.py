"""What the default engine does where a generation is damaged or unreadable: it falls back, says so, tries again."""

from __future__ import annotations

import errno
import os
import resource
import time
from pathlib import Path
from typing import NoReturn

import pytest
from generations import find_segment, list_generations, list_ids, rebuild
from msgspec import structs

from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files import generations as folders
from searchapp.engines.whoosh_engine.files import manifest as manifests
from searchapp.engines.whoosh_engine.files.generations import Generations
from searchapp.errors import (
    DamagedIndexError,
    UnreadableIndexError,
)


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


def test_a_fault_of_the_system_is_not_remembered_as_damage(engine, monkeypatch):
    rebuild(engine, "a")
    reader = engine.reader()
    with monkeypatch.context() as patch:
        patch.setattr(manifests, "hash_file", _open_too_many)
        for _ in range(2):
            with pytest.raises(UnreadableIndexError, match="Too many open files"):
                reader.verify()
    reader.verify()


def test_a_folder_that_cannot_be_listed_is_not_taken_for_an_empty_one(engine, folder, monkeypatch):
    rebuild(engine, "a")
    real = os.listdir
    refuse = lambda path: _open_too_many(path) if Path(path).name == "gen-000001" else real(path)  # noqa: E731
    monkeypatch.setattr(os, "listdir", refuse)
    with pytest.raises(UnreadableIndexError, match="cannot be read: Too many open files"):
        WhooshEngine(folder).reader()


def test_a_generation_without_a_table_of_contents_is_damaged(engine, folder):
    rebuild(engine, "a")
    generation = folder / "gen-000001"
    manifest = manifests.read_manifest(generation)
    (table,) = generation.glob("*.toc")
    table.unlink()
    files = {name: record for name, record in manifest.files.items() if name != table.name}
    manifests.write_manifest(generation, structs.replace(manifest, files=files))
    with pytest.raises(DamagedIndexError, match="its table of contents is missing"):
        WhooshEngine(folder).reader()


def _open_too_many(path: Path) -> NoReturn:
    raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), str(path))


def test_a_manifest_that_comes_while_its_generation_is_judged_counts(folder, monkeypatch):
    folder.mkdir()
    made = Generations(folder).begin(None)
    (made / "terms").touch()
    reads = iter([DamagedIndexError(f"{made / manifests.MANIFEST} is missing.")])

    def read_late(path):
        for error in reads:
            raise error
        return manifests.read_manifest(path)

    monkeypatch.setattr(folders, "read_manifest", read_late)
    assert Generations(folder).judge(made.name) == "unfinished"
