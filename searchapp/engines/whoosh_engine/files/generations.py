"""Generations on disk: build beside, switch in one step, then sweep.

    index/CURRENT            the name of the generation that is served, and a checksum of it
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
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from searchapp.engines.whoosh_engine.files.manifest import (
    MANIFEST,
    NEW,
    READERS,
    FileRecord,
    Manifest,
    explain_unread,
    read_manifest,
    record_file,
    replace_file,
    sync_path,
    verify_sizes,
    write_manifest,
)
from searchapp.errors import DamagedIndexError, IndexWriteError, UnreadableIndexError

CURRENT = "CURRENT"
REMOVING = ".removing"
"""The ending of a generation's folder that is being removed. Renaming is one step, and works on a full disk too."""

_NAME = re.compile(r"gen-(\d{6,})")

_KEPT = 2
"""So many whole generations are kept: the current one, and one to fall back to."""

Stamp = tuple[int, int, int]
State = Literal["unfinished", "whole", "damaged", "unknown"]


class Generations:
    """The generations below one folder. Only a holder of the writer's lock may call what changes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Asked for at each search, and a path takes longer to put together than the system takes to answer.
        self._current = str(folder / CURRENT)

    def stamp(self) -> Stamp | None:
        """A value that changes with each switch; None before the first one."""
        try:
            status = os.stat(self._current)  # noqa: PTH116
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def read_current(self) -> str | None:
        """The name in CURRENT, or None where there is no CURRENT or it is not as it was written.

        Raises UnreadableIndexError where nobody can tell: the generation that it names must not be taken for another.
        """
        path = self.folder / CURRENT
        try:
            content = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise explain_unread(path, error) from error
        name = content[:100].partition(b" ")[0].decode("ascii", "replace")
        return name if _NAME.fullmatch(name) and content == _encode_current(name) else None

    def list_names(self) -> list[str]:
        """Every folder that has a generation's name, newest first. Empty also where `explain_absence` says why."""
        try:
            entries = [entry.name for entry in self.folder.iterdir() if entry.is_dir()]
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return []
        except OSError as error:
            raise explain_unread(self.folder, error) from error
        return sorted(filter(_NAME.fullmatch, entries), key=_number, reverse=True)

    def explain_absence(self) -> str:
        """Why there is no generation to read, as one sentence with the cure."""
        is_folder = os.path.isdir(self.folder)  # noqa: PTH112  # Path.is_dir raises where a link leads nowhere open
        if os.path.lexists(self.folder) and not is_folder:
            return f"{self.folder} is not a folder. Set SEARCHAPP_INDEX_DIR to the folder of the index."
        if is_folder and not os.access(self.folder, os.R_OK | os.X_OK):
            return f"{self.folder} may not be read. Change its permissions, or set SEARCHAPP_INDEX_DIR to another."
        return f"There is no index in {self.folder} yet. Run `searchapp reindex PATH` with your articles."

    def list_readable(self) -> list[str]:
        """The generations to try in turn: the current one, then older ones, newest first. Without a good CURRENT
        those that were finished.
        """
        current = self.read_current()
        names = self.list_names()
        if current is None:
            return [name for name in names if not self.is_unfinished(name)]
        return [current, *(name for name in names if _number(name) < _number(current))]

    def path(self, name: str) -> Path:
        """The folder of a generation."""
        return self.folder / name

    def begin(self, base: str | None) -> Path:
        """Make the folder of a new generation, with the files of `base` linked into it."""
        names = self.list_names()
        name = f"gen-{_number(names[0]) + 1 if names else 1:06d}"
        folder = self.path(name)
        folder.mkdir(mode=0o755)
        try:
            write_manifest(folder, Manifest(name, "building"))
            if base is not None:
                for file in read_manifest(self.path(base)).files:
                    _link_file(self.path(base) / file, folder / file)
        except BaseException:
            with contextlib.suppress(OSError, UnreadableIndexError):
                self.remove(name)
            raise
        return folder

    def complete(
        self, folder: Path, documents: int, base: str | None, recorded: Mapping[str, FileRecord]
    ) -> Manifest:
        """Put every file of a built generation on disk and write its final manifest. `recorded` are those that
        `record_file` has put there, since they were last changed.
        """
        known = read_manifest(self.path(base)).files if base is not None else {}
        files = {}
        for path in sorted(folder.iterdir()):
            if path.name in (MANIFEST, READERS):
                continue
            if path.name in known and path.samefile(self.path(str(base)) / path.name):
                files[path.name] = known[path.name]
                continue
            files[path.name] = recorded.get(path.name) or record_file(path)
        (folder / READERS).touch()
        sync_path(folder)
        created = dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")
        manifest = Manifest(folder.name, "complete", documents=documents, created=created, files=files)
        write_manifest(folder, manifest)
        sync_path(self.folder)
        return manifest

    def switch(self, name: str) -> None:
        """Make a complete generation the current one, in one durable step.

        Raises OSError where nothing was switched, and IndexWriteError where only the disk's word for it is missing.
        """
        try:
            replace_file(self.folder / CURRENT, _encode_current(name))
        except OSError as error:
            if self.read_current() != name:
                raise
            raise IndexWriteError(
                f"{name} is complete and serves now, but {self.folder} may not be on disk for good: "
                f"{error.strerror or error}. If the machine crashes, the index before it may be back. Check the disk."
            ) from error

    def sweep(self) -> None:
        """Remove what nobody needs: unfinished builds, and finished generations but the current one and the
        newest whole one before it (the one to fall back to). A damaged one goes once a newer one is whole. What a
        reader holds open stays for a later sweep, and so does what cannot be judged now.

        Only names and sizes are looked at. And generations share the files that a change left as they were, so
        what spoils one of these spoils both: to fall back helps against damage to what was written last.
        """
        (self.folder / (CURRENT + NEW)).unlink(missing_ok=True)
        for folder in self.list_removed():
            shutil.rmtree(folder, ignore_errors=True)
        kept = 0
        readable = self.list_readable()
        for name in [*readable, *(set(self.list_names()) - set(readable))]:
            state = self.judge(name)
            if state == "whole" and name in readable and kept < _KEPT:
                kept += 1
            elif state in ("unfinished", "whole") or (state == "damaged" and kept):
                self.remove(name)

    def list_removed(self) -> list[Path]:
        """The folders whose removal was cut off."""
        return [path for path in self.folder.glob("gen-*" + REMOVING) if _NAME.fullmatch(path.stem)]

    def remove(self, name: str) -> None:
        """Remove a generation's folder, unless it is the current one or a reader holds it."""
        folder = self.path(name)
        if name == self.read_current():
            return
        with contextlib.ExitStack() as stack, contextlib.suppress(BlockingIOError):
            with contextlib.suppress(FileNotFoundError):  # without READERS it was never finished: nobody reads it
                lock = os.open(folder / READERS, os.O_RDONLY | os.O_CLOEXEC)
                stack.callback(os.close, lock)
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # What a worker of a killed writer creates at this moment is for the next sweep.
            shutil.rmtree(folder.rename(folder.with_name(name + REMOVING)), ignore_errors=True)

    def is_unfinished(self, name: str) -> bool:
        """Whether a writer was killed while it built the generation, or still builds it."""
        return self.judge(name) == "unfinished"

    def judge(self, name: str) -> State:
        """What the manifest of a generation says, and the sizes of its files; "unknown" where these cannot be read
        now, and for a folder that is not ours.
        """
        state = self._judge(self.path(name))
        # The writer that makes it may have put its manifest there between two looks.
        return self._judge(self.path(name)) if state == "unknown" else state

    def _judge(self, folder: Path) -> State:
        try:
            manifest = read_manifest(folder)
            if manifest.state != "complete":
                return "unfinished"
            verify_sizes(folder, manifest)
            return "whole"
        except UnreadableIndexError:
            return "unknown"
        except DamagedIndexError:
            return self._judge_without_manifest(folder)

    def _judge_without_manifest(self, folder: Path) -> State:
        try:
            names = {path.name for path in folder.iterdir()}
        except FileNotFoundError:  # swept a moment ago
            return "unfinished"
        except OSError:
            return "unknown"
        if names <= {MANIFEST + NEW}:
            return "unfinished"
        return "damaged" if READERS in names else "unknown"

    def hold(self, name: str) -> int:
        """Keep a generation from being swept until the returned descriptor is closed.

        Raises DamagedIndexError when it is gone, or going, already.
        """
        try:
            descriptor = os.open(self.path(name) / READERS, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise explain_unread(self.path(name) / READERS, error) from error
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return descriptor
        os.close(descriptor)
        raise DamagedIndexError(f"{self.path(name)} is being removed.")


def _encode_current(name: str) -> bytes:
    return f"{name} {zlib.crc32(name.encode()):08x}\n".encode()


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _link_file(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # some file systems have no links
        shutil.copy2(source, target)
