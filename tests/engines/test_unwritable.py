"""An index folder that is none, or that cannot be written: one sentence with its path and the cure."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.errors import IndexWriteError, NoIndexError
from searchapp.model import Document

REASONS = [
    (errno.ENOSPC, "the disk is full"),
    (errno.EDQUOT, "the disk is full"),
    (errno.EROFS, "writing there is not allowed"),
    (errno.EACCES, "writing there is not allowed"),
    (errno.EIO, os.strerror(errno.EIO)),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "index"
    path.write_text("not an index")
    return path


@pytest.mark.parametrize("start", [WhooshEngine.rebuild, WhooshEngine.change])
@pytest.mark.parametrize("below", ["", "deep/index"])
def test_writing_to_a_file_names_it_and_the_cure(file, start, below):
    with pytest.raises(IndexWriteError) as caught:
        start(WhooshEngine(file / below))
    assert caught.value.message.startswith(f"{file / below} cannot be written: it is not a folder")
    assert "SEARCHAPP_INDEX_DIR" in caught.value.message


def test_reading_a_file_says_that_it_is_no_folder(file):
    engine = WhooshEngine(file)
    for ask in (engine.reader, engine.check):
        with pytest.raises(NoIndexError, match="is not a folder"):
            ask()
    assert "is not a folder" in engine.status().notes[0]


def test_reading_a_folder_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(NoIndexError, match="may not be read"):
        WhooshEngine(tmp_path).reader()


@pytest.mark.parametrize(("number", "reason"), REASONS)
@pytest.mark.parametrize("step", [(Path, "mkdir"), (os, "open")])
def test_what_the_disk_says_at_the_start_is_explained(tmp_path, monkeypatch, number, reason, step):
    def fail(*args: object, **options: object) -> None:
        raise OSError(number, os.strerror(number), str(tmp_path))

    monkeypatch.setattr(*step, fail)
    with pytest.raises(IndexWriteError) as caught:
        WhooshEngine(tmp_path / "index").rebuild()
    assert caught.value.message.startswith(f"{tmp_path / 'index'} cannot be written: ")
    assert reason in caught.value.message


def test_the_lock_is_free_after_a_generation_could_not_be_begun(tmp_path, monkeypatch):
    engine = WhooshEngine(tmp_path / "index")
    with monkeypatch.context() as patch:
        patch.setattr("searchapp.engines.whoosh_engine.files.generations.write_manifest", _fill_disk)
        with pytest.raises(IndexWriteError):
            engine.rebuild()
    with engine.rebuild() as writer:
        writer.add(Document("1", "عنوان", "نص"))
        writer.commit()
    assert engine.reader().documents == 1


def _fill_disk(*args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
