"""One writer at a time, over all processes of the machine: an advisory lock that dies with its holder."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import fcntl
import os
import platform
import time
from pathlib import Path

from searchapp.engines.whoosh_engine.files.manifest import sync_path
from searchapp.errors import IndexLockedError, IndexWriteError

LOCK = "LOCK"
_PATIENCE_S = 0.1


class WriterLock:
    """The right to write below a folder. Its text says who holds it, for the next one's error."""

    def __init__(self, folder: Path, task: str) -> None:
        """Take the lock, or raise IndexLockedError, which names the holder, or IndexWriteError."""
        try:
            _make_folder(folder)
            self._file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise explain_failure(folder, error) from error
        try:
            holder = None if _try_lock(self._file) else _read_note(self._file)
        except OSError as error:
            os.close(self._file)
            raise explain_failure(folder, error) from error
        if holder is not None:
            os.close(self._file)
            raise IndexLockedError(
                f"Another process is writing this index: {holder}. Wait until it has finished, or stop it."
            )
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        note = f"{task}, process {os.getpid()} on {platform.node()}, since {since}"
        with contextlib.suppress(OSError):  # a full disk takes no note; the lock itself needs no room
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, note.encode(), 0)

    def release(self) -> None:
        """Give the lock back. Doing so twice does nothing."""
        if self._file >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = -1


def _make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, each on disk in the one that holds it."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        sync_path(each.parent)


def explain_failure(folder: Path, error: OSError) -> IndexWriteError:
    """What the disk says about writing below the folder, as one sentence with the cure."""
    cure = "Set SEARCHAPP_INDEX_DIR to a folder that can be written"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        reason, cure = "the disk is full", "Free some space and run the command again"
    elif error.errno in (errno.EEXIST, errno.ENOTDIR):
        reason = "it is not a folder, or lies below a file"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        reason, cure = "writing there is not allowed", f"{cure}, or change its permissions"
    else:
        reason = error.strerror or str(error)
    return IndexWriteError(f"{folder} cannot be written: {reason}. {cure}; what was there is unchanged.")


def _try_lock(file: int) -> bool:
    """Lock the file for this process alone. It waits a moment, for `read_holder` holds it for one too."""
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(_PATIENCE_S / 20)
        else:
            return True


def _read_note(file: int) -> str:
    return os.pread(file, 1000, 0).decode("utf-8", "replace") or "another process"


def read_holder(folder: Path) -> str | None:
    """Who is writing below the folder, or None when nobody is."""
    try:
        file = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_note(file)
    finally:
        os.close(file)
    return None
