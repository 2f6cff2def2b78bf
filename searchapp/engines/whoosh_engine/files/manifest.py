"""The manifest of a generation: what it holds and the checksum of every file.

Whoosh pickles its schema and its table of contents, and most flipped bits change its answers silently. So
before a generation is opened its files must have the sizes that were written, and those that are unpickled the
checksums. The segments, which may be large, verify their own headers; `check` and no one else reads all of them.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from searchapp import arabic
from searchapp.errors import DamagedIndexError, UnreadableIndexError

MANIFEST = "manifest.json"
READERS = "READERS"
"""A file that readers lock while they have the generation open. It is not part of the generation."""

NEW = ".new"
"""The ending of a file that is being written to take the place of the one without it."""

FORMAT = 6
"""Raised when the files' meaning changes."""

_CHUNK = 1 << 20


class FileRecord(msgspec.Struct, frozen=True):
    """A file as it was written. `sha256` is in hexadecimal."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """`state` is "building" until every file is on disk and counted, then "complete"."""

    name: str
    state: str
    engine: str = "whoosh"
    format: int = FORMAT
    analyzer: str = arabic.FINGERPRINT
    documents: int = 0
    created: str = ""
    files: Mapping[str, FileRecord] = {}


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the folder's manifest in one durable step. Its first line is the checksum of the rest."""
    body = msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"))
    text = hashlib.sha256(body).hexdigest().encode() + b"\n" + body
    replace_file(folder / MANIFEST, text)


def read_manifest(folder: Path) -> Manifest:
    """The folder's manifest. Raises DamagedIndexError when it is missing, cut or changed."""
    path = folder / MANIFEST
    try:
        checksum, _, body = path.read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != checksum:
            raise DamagedIndexError(f"{path} is damaged: its checksum does not match. Run `searchapp reindex`.")
        return msgspec.json.decode(body, type=Manifest)
    except OSError as error:
        raise explain_unread(path, error) from error
    except msgspec.MsgspecError as error:
        raise DamagedIndexError(f"{path} is damaged ({error}). Run `searchapp reindex`.") from error


def explain_unread(path: Path, error: OSError) -> DamagedIndexError:
    """Why a file could not be read, as one sentence with the cure: only what is missing is damage for certain."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return DamagedIndexError(f"{path} is missing. Run `searchapp reindex`.")
    cure = "Look at the disk and at the system's limits."
    if error.errno in (errno.EACCES, errno.EPERM):
        cure = "Change its permissions, or run this as its owner."
    return UnreadableIndexError(f"{path} cannot be read: {error.strerror or error}. {cure}")


def identify(manifest: Manifest) -> str:
    """What tells a generation from any other, by all that its manifest says."""
    return hashlib.sha256(msgspec.json.encode(manifest, order="deterministic")).hexdigest()


def verify_sizes(folder: Path, manifest: Manifest) -> None:
    """Raise DamagedIndexError, which names the file, unless every file is there and as long as it was written."""
    for name, record in manifest.files.items():
        path = folder / name
        try:
            size = path.stat().st_size
        except OSError as error:
            raise explain_unread(path, error) from error
        if size != record.size:
            raise DamagedIndexError(
                f"{path} is damaged: {size} bytes where {record.size} were written. Run `searchapp reindex`."
            )


def verify_file(path: Path, record: FileRecord) -> None:
    """Raise DamagedIndexError, which names the file, unless every byte of it is as it was written."""
    try:
        checksum = hash_file(path)
    except OSError as error:
        raise explain_unread(path, error) from error
    if checksum != record.sha256:
        raise DamagedIndexError(f"{path} is damaged: its checksum does not match. Run `searchapp reindex`.")


def record_file(path: Path) -> FileRecord:
    """Have a file that is written on disk for good, and say what is there."""
    sync_path(path)
    return FileRecord(path.stat().st_size, hash_file(path))


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def replace_file(path: Path, content: bytes) -> None:
    """Put a file there, whole or not at all, and on disk before this returns."""
    beside = path.with_name(path.name + NEW)
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_path(path.parent)


def sync_path(path: Path) -> None:
    """Have a file's bytes, or a folder's entries, on disk before this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
