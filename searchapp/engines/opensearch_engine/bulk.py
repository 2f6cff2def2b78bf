"""Entries sent in bulk, with patience where the cluster is busy, and what is stored read in bulk."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import msgspec

from searchapp.engines.opensearch_engine.client import ATTEMPTS, PATIENCE_S, Client
from searchapp.engines.opensearch_engine.entries import make_key, read_document
from searchapp.engines.opensearch_engine.tally import Tallier, Tally
from searchapp.errors import IndexWriteError, UnavailableError
from searchapp.model import Document

_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0
_BUSY_S = 300.0
"""So long a cluster may be busy, or look for a lost node's shards, before a load gives up. Sending twice does no
harm: the same keys take the same entries.
"""
_BUSY = (429, 503)
_encode = msgspec.json.Encoder().encode


def send_entries(client: Client, index: str, entries: Iterable[tuple[str, Mapping[str, Any] | None]]) -> None:
    """Write entries by their keys; None removes one. Waits and sends again what a busy cluster did not take.

    Raises UnavailableError when it stays busy, and IndexWriteError when it refuses an entry.
    """
    _send_patiently(client, index, [_make_lines(key, entry) for key, entry in entries])


def _send_patiently(client: Client, index: str, waiting: list[bytes]) -> None:
    pause_s = _FIRST_PAUSE_S
    end = time.monotonic() + _BUSY_S
    while waiting:
        try:
            waiting = _send_lines(client, index, waiting)
        except UnavailableError:
            if time.monotonic() + pause_s > end:
                raise
        if waiting:
            if time.monotonic() + pause_s > end:
                raise UnavailableError(
                    f"OpenSearch at {client.place} stays too busy to take articles. Try again later."
                )
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


def _make_lines(key: str, entry: Mapping[str, Any] | None) -> bytes:
    if entry is None:
        return _encode({"delete": {"_id": key}}) + b"\n"
    return b'{"index":{"_id":%b}}\n%b\n' % (_encode(key), _encode(entry))


def _send_lines(client: Client, index: str, lines: Sequence[bytes]) -> list[bytes]:
    """Send once; returns the lines that the cluster was too busy for."""
    answer = client.send(
        "POST",
        f"/{index}/_bulk",
        b"".join(lines),
        timeout_s=PATIENCE_S,
        filter_path="errors,items.*.status,items.*.error.reason",
    )
    if answer is None:
        raise IndexWriteError(f"The index {index} is gone from OpenSearch at {client.place}. Run the command again.")
    if not answer["errors"]:
        return []
    left = []
    for line, item in zip(lines, answer["items"], strict=True):
        (result,) = item.values()
        if result["status"] in _BUSY:
            left.append(line)
        elif "error" in result:
            raise IndexWriteError(
                f"OpenSearch at {client.place} refused an article: {result['error'].get('reason')} What was there is "
                "unchanged."
            )
    return left


def read_stored(client: Client, index: str, keys: Sequence[str], deadline: float | None = None) -> dict[str, str]:
    """What is stored under each key that there is, as of the last refresh. `deadline` is as `Client.send` takes it.

    Raises UnavailableError where any of it cannot be read, which is not to say that it is not there.
    """
    if not keys:
        return {}
    asked = {"docs": [{"_id": key, "stored_fields": ["document"]} for key in keys]}
    answer = client.send("POST", f"/{index}/_mget", asked, deadline=deadline, attempts=ATTEMPTS, realtime=False)
    if answer is None:
        raise client.refuse_gone(index)
    # What lies in a shard that is away comes with an error, in an answer of status 200.
    if any("error" in each for each in answer["docs"]):
        raise client.refuse_part(index)
    return {each["_id"]: each["fields"]["document"][0] for each in answer["docs"] if each.get("found")}


class Loader:
    """Analyzes articles and sends them, the next ones while the cluster takes those before. With `replace`, the
    articles that they take the place of are counted out.

    `teach`: what they show of other spellings is noted. `compiled`: for long work, which is worth loading compiled
    loops.
    """

    def __init__(self, client: Client, index: str, *, replace: bool, teach: bool, compiled: bool) -> None:
        self._client = client
        self._index = index
        self._replace = replace
        self._tallier = Tallier(teach=teach, compiled=compiled)
        self._sender = ThreadPoolExecutor(1)
        self._sending: Future[None] | None = None

    def load(self, batch: int, documents: Sequence[Document], packed: Sequence[bytes]) -> None:
        """Send articles, no two of one id, and with each its packed form. `batch` is their number among all. What
        goes wrong is raised here, by the next call or by `finish`: UnavailableError and IndexWriteError.
        """
        keys = [make_key(document.id) for document in documents]
        if self._replace:
            old = list(read_stored(self._client, self._index, keys).values())
            self._tallier.remove([read_document(stored).document for stored in old], old)
        lines = list(map(_make_lines, keys, self._tallier.add(batch, documents, packed)))
        self._settle()
        self._sending = self._sender.submit(_send_patiently, self._client, self._index, lines)

    def remove(self, documents: Sequence[Document]) -> None:
        """Remove articles that are there."""
        keys = [make_key(document.id) for document in documents]
        self._tallier.remove(documents, list(read_stored(self._client, self._index, keys).values()))
        send_entries(self._client, self._index, [(key, None) for key in keys])

    def finish(self) -> Tally:
        """Wait until all is sent; what was counted since the last time."""
        self._settle()
        return self._tallier.finish()

    def _settle(self) -> None:
        """Wait for what is being sent, and raise what went wrong."""
        if self._sending is not None:
            self._sending.result()
            self._sending = None
