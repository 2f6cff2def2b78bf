"""One writer at a time, over all machines: a note on the cluster that its holder renews while it lives."""

from __future__ import annotations

import datetime as dt
import os
import platform
import secrets
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
from opensearchpy.exceptions import ConflictError, RequestError

from searchapp.engines.opensearch_engine.client import PATIENCE_S, Client
from searchapp.errors import IndexLockedError, SearchappError

LEASE_S = 30.0
"""A note that was not renewed for so long is nobody's. A holder that died on this machine is found out at once."""
_NOTE = "writer"


class Note(msgspec.Struct):
    """Who writes. `until` is in seconds since 1970; `machine` and `process` tell whether the holder still lives.
    `token` is the lock's own. What a note of another version does not say is empty: that one has run out.
    """

    holder: str
    machine: str = ""
    process: str = ""
    until: float = 0.0
    token: str = ""


class WriterLock:
    """The right to write behind one alias."""

    def __init__(self, client: Client, alias: str, task: str) -> None:
        """Take the lock. Raises IndexLockedError, which names the holder, or UnavailableError."""
        self._client = client
        self._index = f"{alias}-lock"
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        holder = f"{task}, process {os.getpid()} on {platform.node()}, since {since}"
        self._note = Note(holder, _describe_machine(), _describe_process(os.getpid()), 0.0, secrets.token_hex(8))
        self._version: dict[str, Any] = self._take()
        self._guard = threading.Lock()
        self._released = threading.Event()
        self._lost = False
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def require(self) -> None:
        """Raise IndexLockedError when the lock was lost to another writer."""
        with self._guard:
            self._renew()

    def release(self) -> None:
        """Give the lock back. Doing so twice does nothing."""
        if self._released.is_set():
            return
        self._released.set()
        self._keeper.join()
        if not self._lost:
            try:
                self._send("DELETE", None, self._version)
            except (SearchappError, ConflictError):
                return  # it runs out by itself, or is another's by now

    def _take(self) -> dict[str, Any]:
        found, version = _read_note(self._client, self._index)
        if found is not None and _lives(found):
            raise _make_error(found.holder)
        if not version:
            self._create_index()
            version = {"op_type": "create"}
        try:
            return self._write(version)
        except ConflictError:
            found, _ = _read_note(self._client, self._index)
            raise _make_error(found.holder if found else "another process") from None

    def _create_index(self) -> None:
        body = {
            "settings": {"index": {"number_of_shards": 1, "auto_expand_replicas": "0-1", "hidden": True}},
            "mappings": {"enabled": False},
        }
        try:
            self._client.send("PUT", f"/{self._index}", body, timeout_s=PATIENCE_S)
        except RequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _write(self, version: dict[str, Any]) -> dict[str, Any]:
        self._note.until = time.time() + LEASE_S
        answer = self._send("PUT", msgspec.to_builtins(self._note), version)
        return {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}

    def _send(self, method: str, body: object, version: dict[str, Any]) -> Any:
        """Change the note of this version; or what is there, where that is this lock's own: the cluster did what an
        earlier request said, and its answer did not come. Raises ConflictError where it is another's.
        """
        path = f"/{self._index}/_doc/{_NOTE}"
        try:
            return self._client.send(method, path, body, **version)
        except ConflictError:
            found, own = _read_note(self._client, self._index)
            if found is None or found.token != self._note.token:
                raise
            return self._client.send(method, path, body, **own)

    def _renew(self) -> None:
        if not self._lost:
            try:
                self._version = self._write(self._version)
            except ConflictError:
                self._lost = True
        if self._lost:
            raise IndexLockedError(
                "Another process took over the writing while this one stood still. Run the command again."
            )

    def _keep(self) -> None:
        while not self._released.wait(LEASE_S / 4):
            try:
                self.require()
            except IndexLockedError:
                return
            except SearchappError:
                continue  # the cluster may be back before the note runs out


def read_holder(client: Client, alias: str) -> str | None:
    """Who is writing behind the alias, or None when nobody is."""
    found, _ = _read_note(client, f"{alias}-lock")
    return found.holder if found is not None and _lives(found) else None


def _read_note(client: Client, index: str) -> tuple[Note | None, dict[str, Any]]:
    """The note that there is, and what to say in order to replace exactly it."""
    answer = client.send("GET", f"/{index}/_doc/{_NOTE}")
    if not answer or not answer["found"]:
        return None, {}
    version = {"if_seq_no": answer["_seq_no"], "if_primary_term": answer["_primary_term"]}
    return msgspec.convert(answer["_source"], Note), version


def _lives(note: Note) -> bool:
    if note.until < time.time():
        return False
    if note.machine != _describe_machine():
        return True
    return note.process == _describe_process(int(note.process.partition(" ")[0]))


def _describe_machine() -> str:
    """A name for the set of processes whose ids mean the same as here."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{platform.node()} {boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return platform.node()


def _describe_process(pid: int) -> str:
    """A process id with the moment of its start, as ids are used again; without it where the system does not tell."""
    try:
        # The name, in parentheses, may hold spaces.
        return f"{pid} {Path(f'/proc/{pid}/stat').read_text('utf-8', 'replace').rpartition(')')[2].split()[19]}"
    except (OSError, IndexError):
        return f"{pid}" if not Path("/proc/self").exists() else f"{pid} gone"


def _make_error(holder: str) -> IndexLockedError:
    return IndexLockedError(
        f"Another process is writing this index: {holder}. Wait until it has finished, or stop it."
    )
