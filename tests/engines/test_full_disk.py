"""A disk that fills up at any moment: one clear error, the index as it was, and a next writer that works."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp.engines.base import EngineQuery
from searchapp.engines.whoosh_engine.building import workers
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.errors import IndexWriteError
from searchapp.model import Document

pytestmark = pytest.mark.slow

SIZE = 1 << 23
PAGE = os.sysconf("SC_PAGE_SIZE")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of eight megabytes."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk to fill")
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def make_documents(count: int) -> list[Document]:
    generator = random.Random(3)
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    words = ["".join(generator.choices(letters, k=6)) for _ in range(2000)]
    return [Document(f"a{number}", "عنوان", " ".join(generator.choices(words, k=80))) for number in range(count)]


def rebuild(engine: WhooshEngine, documents: list[Document]) -> None:
    with engine.rebuild() as writer:
        for document in documents:
            writer.add(document)
        writer.commit()


def list_ids(folder: Path) -> set[str]:
    result = WhooshEngine(folder).reader().search(EngineQuery(tree.Every(), limit=1000))
    return {document.id for document, _ in result.hits}


def leave_free(disk: Path, size: int) -> Path:
    """Fill the disk up to so many bytes, and return the file that does."""
    ballast = disk / "ballast"
    status = os.statvfs(disk)
    with ballast.open("wb") as file:
        file.write(b"\0" * (status.f_bavail * status.f_frsize - size))
    return ballast


@pytest.mark.parametrize(("write", "step"), [("change", PAGE), ("rebuild", 7 * PAGE)])
def test_a_disk_that_is_full_at_any_moment_leaves_the_index_as_it_was(disk, write, step):
    folder = disk / "index"
    engine = WhooshEngine(folder)
    first = make_documents(20)
    rebuild(engine, first)
    refused = 0
    for free in range(0, 800 * PAGE, step):
        ballast = leave_free(disk, free)
        try:
            with engine.change() if write == "change" else engine.rebuild() as writer:
                for document in make_documents(30):
                    writer.add(document)
                writer.commit()
            break
        except IndexWriteError as error:
            assert "the disk is full" in error.message  # noqa: PT017 (with enough room there is no error)
            refused += 1
        assert list_ids(folder) == {document.id for document in first}
        report = engine.check()
        assert (report.whole, report.leftovers, len(report.generations)) == (True, (), 1)
        ballast.unlink()
    assert refused > 30
    assert list_ids(folder) == {f"a{number}" for number in range(30)}
    assert engine.check().leftovers == ()


def test_workers_that_find_the_disk_full_are_an_error_too(disk, monkeypatch):
    monkeypatch.setattr(workers, "_ALONE_BYTES", 1000)
    engine = WhooshEngine(disk / "index", workers=2)
    rebuild(engine, [Document("a", "", "نص")])
    leave_free(disk, 20 * PAGE)
    with pytest.raises(IndexWriteError):
        rebuild(engine, make_documents(200))
    assert list_ids(disk / "index") == {"a"}
    report = engine.check()
    assert (report.whole, report.leftovers) == (True, ())


def test_what_a_killed_writer_left_on_a_full_disk_makes_room_for_the_next(disk):
    folder = disk / "index"
    engine = WhooshEngine(folder)
    rebuild(engine, [Document("a", "", "نص")])
    (folder / "gen-000002").mkdir()
    (folder / "gen-000002" / "manifest.json.new").touch()
    (folder / "gen-000002.removing").mkdir()
    (folder / "gen-000002.removing" / "MAIN_half.arrays").write_bytes(b"\0" * 400_000)
    leave_free(disk, 0)
    with engine.change() as writer:
        writer.add(Document("b", "", "نص"))
        writer.commit()
    assert list_ids(folder) == {"a", "b"}
    assert engine.check().leftovers == ()
