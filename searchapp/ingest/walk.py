"""Paths → the files to read: folders in depth and in order, every file once."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from searchapp.ingest.register import PACKED_SUFFIX, READERS, find_reader
from searchapp.model import Skipped

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A regular file of a known format. `path` begins with the path that was given, `name` only behind it, so that
    readers learn nothing of the machine; `size` is in bytes.
    """

    path: Path
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    name: str
    key: Key
    parent: _Folder | None

    def is_inside(self, key: Key) -> bool:
        folder: _Folder | None = self
        while folder is not None:
            if folder.key == key:
                return True
            folder = folder.parent
        return False


def find_files(
    paths: Sequence[Path], passed_over: Counter[str], own: Collection[Path] = ()
) -> Iterator[FoundFile | Skipped]:
    """The files under `paths`, sorted within each folder, and what cannot be read.

    In folders, hidden entries, the files and folders in `own` and unknown formats are passed over, the last counted
    by their names' endings in `passed_over`; links to folders are followed once, and a link back to a folder that
    holds it is reported. Reports name the path as it was given.
    """
    walk = _Walk(passed_over, own)
    for path in paths:
        yield from walk.visit(path)


class _Walk:
    def __init__(self, passed_over: Counter[str], own: Collection[Path]) -> None:
        self._passed_over = passed_over
        self._own: set[Key] = set()
        for path in own:
            with suppress(OSError):
                self._own.add(_key(path.stat()))
        self._seen: set[Key] = set()

    def visit(self, path: Path) -> Iterator[FoundFile | Skipped]:
        """The files under one given path."""
        try:
            facts = path.stat()
        except (OSError, ValueError) as error:
            yield Skipped(show_path(path), None, _describe(error))
            return
        if not stat.S_ISDIR(facts.st_mode):
            yield from self._visit_file(path, show_path(path.name), facts, named=True)
            return
        waiting = [_Folder(path, "", _key(facts), None)]
        while waiting:
            folder = waiting.pop()
            if folder.key in self._seen:
                if folder.parent and folder.parent.is_inside(folder.key):
                    yield Skipped(show_path(folder.path), None, "the folder leads back to a folder that holds it")
                continue
            self._seen.add(folder.key)
            inner: list[_Folder] = []
            yield from self._list(folder, inner)
            waiting.extend(reversed(inner))

    def _list(self, folder: _Folder, inner: list[_Folder]) -> Iterator[FoundFile | Skipped]:
        """The files of one folder; its folders are added to `inner`."""
        try:
            names = sorted(entry for entry in os.listdir(folder.path) if not entry.startswith("."))  # noqa: PTH208
        except OSError as error:
            yield Skipped(show_path(folder.path), None, _describe(error))
            return
        for entry in names:
            path = folder.path / entry
            name = show_path(f"{folder.name}/{entry}" if folder.name else entry)
            try:
                facts = path.stat()
            except OSError as error:
                if find_reader(entry):
                    yield Skipped(show_path(path), None, _describe(error))
                continue
            if _key(facts) in self._own:
                continue
            if stat.S_ISDIR(facts.st_mode):
                inner.append(_Folder(path, name, _key(facts), folder))
            else:
                yield from self._visit_file(path, name, facts, named=False)

    def _visit_file(
        self, path: Path, name: str, facts: os.stat_result, *, named: bool
    ) -> Iterator[FoundFile | Skipped]:
        if find_reader(path.name) is None:
            if named:
                known = ", ".join(READERS)
                reason = f"the format is not known; known are {known}, each also with {PACKED_SUFFIX}"
                yield Skipped(show_path(path), None, reason)
            else:
                self._passed_over[show_path(path.suffix.lower())] += 1
        elif not stat.S_ISREG(facts.st_mode):
            # A pipe would wait for a writer, a device may never end.
            yield Skipped(show_path(path), None, "this is not a regular file")
        elif _key(facts) not in self._seen:
            self._seen.add(_key(facts))
            yield FoundFile(path, name, facts.st_size)


def _key(facts: os.stat_result) -> Key:
    return facts.st_dev, facts.st_ino


def _describe(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def show_path(path: Path | str) -> str:
    """A path as text that can be stored: bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")
