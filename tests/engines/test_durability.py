"""What a crash of the machine must not take: everything is on disk before CURRENT names it, and then CURRENT is."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.files.generations import Generations
from searchapp.errors import IndexWriteError
from searchapp.model import Document


@dataclass(frozen=True)
class Synced:
    """A file as it was when it was put on disk, or a folder with its entries, and what was served at that time."""

    inode: int
    size: int
    written_ns: int
    entries: frozenset[str]
    serving: str | None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "down" / "index"


@pytest.fixture
def synced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[Synced]:
    """What was put on disk, in order."""
    found: list[Synced] = []
    fsync = os.fsync

    def record(file: int) -> None:
        status = os.fstat(file)
        place = Path(f"/proc/self/fd/{file}").readlink()
        entries = frozenset(path.name for path in place.iterdir()) if place.is_dir() else frozenset()
        serving = Generations(folder).read_current()
        found.append(Synced(status.st_ino, status.st_size, status.st_mtime_ns, entries, serving))
        fsync(file)

    monkeypatch.setattr(os, "fsync", record)
    return found


def write(engine: WhooshEngine, kind: str, name: str) -> str:
    with engine.rebuild() if kind == "rebuild" else engine.change() as writer:
        writer.add(Document(name, "عنوان", "نص قصير"))
        return writer.commit()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not show which file is synced")
@pytest.mark.parametrize("kind", ["rebuild", "change"])
def test_everything_is_on_disk_before_it_is_named_and_then_the_name_is(engine, folder, synced, kind):
    write(engine, "rebuild", "a")
    name = write(engine, kind, "b")
    before = [each for each in synced if each.serving != name]
    after = synced[len(before) :]
    whole = {(each.inode, each.size, each.written_ns) for each in before}
    for path in [*(folder / name).iterdir(), folder / "CURRENT"]:
        status = path.stat()
        assert path.name == "READERS" or (status.st_ino, status.st_size, status.st_mtime_ns) in whole, path
    made = {path.name for path in (folder / name).iterdir()}
    inodes = [each.inode for each in before]
    finished = inodes.index((folder / name / "manifest.json").stat().st_ino)
    for place, entries in ((finished, made - {"manifest.json"}), (len(before), made)):
        own = [each for each in before[:place] if each.inode == (folder / name).stat().st_ino]
        assert any(each.entries >= entries for each in own)
    assert any(each.inode == folder.stat().st_ino and name in each.entries for each in before)
    assert [each.inode for each in after[:1]] == [folder.stat().st_ino]
    for parent in [folder.parent, folder.parent.parent, folder.parent.parent.parent]:
        assert parent.stat().st_ino in inodes


def test_a_switch_that_the_disk_does_not_confirm_is_not_called_none(engine, folder, monkeypatch):
    write(engine, "rebuild", "a")
    fsync = os.fsync

    def fail_once_switched(file: int) -> None:
        if Generations(folder).read_current() == "gen-000002":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        fsync(file)

    monkeypatch.setattr(os, "fsync", fail_once_switched)
    with pytest.raises(IndexWriteError, match="gen-000002 is complete and serves now") as caught:
        write(engine, "change", "b")
    assert "unchanged" not in caught.value.message
    assert WhooshEngine(folder).reader().documents == 2
