"""Generations on disk: build beside, switch in one step, then sweep.

    index/CURRENT            the name of the generation that is served
    index/LOCK               who is writing
    index/gen-000007/        one generation: Whoosh's files, manifest.json, READERS

A generation never changes once it is complete. An `add` links the files of the current one into a new folder
(Whoosh writes segments once and keeps deletions in its table of contents), so it costs what it adds, and a
reader's files never vanish under it: the sweep leaves alone what a reader holds open.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import re
import shutil
from pathlib import Path

from searchapp.engines.whoosh_engine.manifest import (
    MANIFEST,
    READERS,
    FileRecord,
    Manifest,
    hash_file,
    read_manifest,
    replace_file,
    sync_path,
    write_manifest,
)
from searchapp.errors import DamagedIndexError

CURRENT = "CURRENT"
_NAME = re.compile(r"gen-(\d{6,})")

Stamp = tuple[int, int, int]


class Generations:
    """The generations below one folder. Only a holder of the writer's lock may call what changes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def stamp(self) -> Stamp | None:
        """A value that changes with each switch; None before the first one."""
        try:
            status = (self.folder / CURRENT).stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def read_current(self) -> str | None:
        """The name in CURRENT, or None where there is none or it is no generation's name."""
        try:
            name = (self.folder / CURRENT).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return name if _NAME.fullmatch(name) else None

    def list_names(self) -> list[str]:
        """Every folder that has a generation's name, newest first."""
        try:
            entries = [entry.name for entry in self.folder.iterdir() if entry.is_dir()]
        except OSError:
            return []
        return sorted(filter(_NAME.fullmatch, entries), key=_number, reverse=True)

    def list_readable(self) -> list[str]:
        """The generations to try in turn: the current one, then older ones, newest first."""
        current = self.read_current()
        older = [name for name in self.list_names() if current is None or _number(name) < _number(current)]
        return older if current is None else [current, *older]

    def path(self, name: str) -> Path:
        """The folder of a generation."""
        return self.folder / name

    def begin(self, base: str | None) -> Path:
        """Make the folder of a new generation, with the files of `base` linked into it."""
        names = self.list_names()
        name = f"gen-{_number(names[0]) + 1 if names else 1:06d}"
        folder = self.path(name)
        folder.mkdir(mode=0o755)
        write_manifest(folder, Manifest(name, "building"))
        if base is not None:
            for file in read_manifest(self.path(base)).files:
                _link_file(self.path(base) / file, folder / file)
        return folder

    def complete(self, folder: Path, documents: int, base: str | None) -> Manifest:
        """Put every file of a built generation on disk and write its final manifest."""
        known = read_manifest(self.path(base)).files if base is not None else {}
        files = {}
        for path in sorted(folder.iterdir()):
            if path.name in (MANIFEST, READERS):
                continue
            if path.name in known and path.samefile(self.path(str(base)) / path.name):
                files[path.name] = known[path.name]
                continue
            sync_path(path)
            files[path.name] = FileRecord(path.stat().st_size, hash_file(path))
        (folder / READERS).touch()
        sync_path(folder)
        created = dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")
        manifest = Manifest(folder.name, "complete", documents=documents, created=created, files=files)
        write_manifest(folder, manifest)
        sync_path(self.folder)
        return manifest

    def switch(self, name: str) -> None:
        """Make a complete generation the current one, in one durable step."""
        replace_file(self.folder / CURRENT, name.encode() + b"\n")

    def sweep(self) -> None:
        """Remove what nobody needs: unfinished builds, and complete generations but the current one and the
        newest before it (the one to fall back to). What a reader holds open stays for a later sweep, and a
        folder without our manifest is not ours.
        """
        kept = 0
        readable = self.list_readable()
        for name in [*readable, *(set(self.list_names()) - set(readable))]:
            try:
                complete = read_manifest(self.path(name)).state == "complete"
            except DamagedIndexError:
                if not self._was_begun(name):
                    continue
                complete = False
            if complete and name in readable and kept < 2:
                kept += 1
            else:
                self.remove(name)

    def remove(self, name: str) -> None:
        """Remove a generation's folder, unless a reader holds it. The manifest goes last, so that a removal
        that is cut off is finished by the next sweep.
        """
        folder = self.path(name)
        lock = os.open(folder / READERS, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            write_manifest(folder, Manifest(name, "building"))
            for path in folder.iterdir():
                if path.is_dir():  # Whoosh's scratch folder, where a writer was killed
                    shutil.rmtree(path)
                elif path.name != MANIFEST:
                    path.unlink()
            (folder / MANIFEST).unlink()
            folder.rmdir()
        except BlockingIOError:
            return
        finally:
            os.close(lock)

    def _was_begun(self, name: str) -> bool:
        """Whether a writer was killed before the first manifest was in place, or after the last was gone."""
        return {path.name for path in self.path(name).iterdir()} <= {MANIFEST + ".new", READERS}

    def hold(self, name: str) -> int:
        """Keep a generation from being swept until the returned descriptor is closed.

        Raises DamagedIndexError when it is gone, or going, already.
        """
        try:
            descriptor = os.open(self.path(name) / READERS, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise DamagedIndexError(f"{self.path(name)} is not a whole generation ({error}).") from error
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return descriptor
        os.close(descriptor)
        raise DamagedIndexError(f"{self.path(name)} is being removed.")


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _link_file(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # some file systems have no links
        shutil.copy2(source, target)
