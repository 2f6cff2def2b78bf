"""What keeps the default engine's index whole: generations, checksums, the lock, the sweep."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine import manifest as manifests
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.errors import CountMismatchError, DamagedIndexError, IndexMismatchError, IndexWriteError
from searchapp.model import Document


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder)


@pytest.fixture(autouse=True)
def _forget_verified(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each opening verifies anew, as in a process of its own."""
    monkeypatch.setattr(manifests, "_verified", {})


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
    (folder / "gen-000002").mkdir()  # before the first manifest
    (folder / "gen-000003").mkdir()
    (folder / "gen-000003" / "manifest.json.new").touch()  # while it was written
    (folder / "gen-000004" / "MAIN.tmp").mkdir(parents=True)  # in the middle of the work
    manifests.write_manifest(folder / "gen-000004", manifests.Manifest("gen-000004", "building"))
    rebuild(engine, "b")
    assert list_generations(folder) == ["gen-000001", "gen-000002"]
    assert list_ids(engine) == ["b"]


def test_an_add_links_the_unchanged_segments(engine, folder):
    rebuild(engine, *(f"a{number}" for number in range(50)))
    before = find_segment(folder, "gen-000001").stat().st_ino
    with engine.change() as writer:
        writer.delete("a7")
        writer.commit()
    assert find_segment(folder, "gen-000002").stat().st_ino == before
    assert len(list_ids(engine)) == 49


@pytest.mark.slow
def test_any_changed_byte_is_found_before_anything_is_opened(engine, folder):
    rebuild(engine, "a", "b")
    generation = folder / "gen-000001"
    for path in sorted(generation.iterdir()):
        content = path.read_bytes()
        for place in range(0, len(content), max(1, len(content) // 40)):
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            manifests._verified.clear()
            with pytest.raises(DamagedIndexError, match=path.name):
                WhooshEngine(folder).reader()
        path.write_bytes(content)
    assert len(list_ids(WhooshEngine(folder))) == 2


def test_a_damaged_generation_gives_way_to_the_one_before_it_and_says_so(engine, folder):
    rebuild(engine, "old")
    rebuild(engine, "new")
    segment = find_segment(folder, "gen-000002")
    segment.write_bytes(segment.read_bytes()[:-1])
    fresh = WhooshEngine(folder)
    assert list_ids(fresh) == ["old"]
    assert segment.name in fresh.reader().fallback
    assert any(segment.name in note for note in fresh.status().notes)


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
        writer._added["ghost"] = 99
        with pytest.raises(CountMismatchError):
            writer.commit()
    assert list_ids(WhooshEngine(folder)) == ["a"]
    assert list_generations(folder) == ["gen-000001"]


def test_a_full_disk_is_one_clear_error_and_leaves_the_index(engine, folder, monkeypatch):
    rebuild(engine, "a")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("searchapp.engines.whoosh_engine.generations.sync_path", fail)
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


KILLED = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from searchapp.engines.whoosh_engine.engine import WhooshEngine
    from searchapp.model import Document

    engine = WhooshEngine(Path(sys.argv[1]))
    start = int(sys.argv[2])
    for number in range(start, 10_000):
        with engine.change() if number % 3 else engine.rebuild() as writer:
            for name in range(number + 1):
                writer.add(Document(f"a{name}", "", "نص قصير"))
            writer.commit()
        print(number, flush=True)
    """
)


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_it_said_was_done(folder):
    """Killed at moments spread over several commits, the index opens and holds what was acknowledged."""
    done = -1
    for attempt in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(folder), str(done + 1)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        said = [process.stdout.readline()]  # the first commit is done: now kill in the middle of a later one
        time.sleep(attempt * 0.017)
        process.kill()
        said += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        done = max(map(int, said))
        reader = WhooshEngine(folder).reader()
        # The commit that the kill hit may have been switched in before it could say so.
        assert reader.documents in (done + 1, done + 2)
        assert reader.fallback is None
    with WhooshEngine(folder).change() as writer:
        writer.commit()
    assert len(list_generations(folder)) == 2
    assert not list(folder.rglob("*.new"))
