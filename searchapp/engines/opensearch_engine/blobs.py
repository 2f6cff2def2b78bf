"""Bytes kept with a generation, each under a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from searchapp.engines.opensearch_engine.bulk import read_stored, send_entries
from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.entries import make_blob, make_blob_key, unpack_bytes

_SENT_CHARS = 5_000_000


class Blobs:
    """The blobs of one index. What is written is read after the index was refreshed."""

    def __init__(self, client: Client, index: str, *, fresh: bool = False) -> None:
        """A `fresh` index has none yet."""
        self.client = client
        self.index = index
        self._fresh = fresh

    def write(self, blobs: Iterable[tuple[str, bytes | None]]) -> None:
        """Keep bytes under their names; None removes a name."""
        waiting: list[tuple[str, dict[str, str] | None]] = []
        chars = 0
        for name, content in blobs:
            entry = None if content is None else make_blob(content)
            waiting.append((make_blob_key(name), entry))
            chars += len(entry["document"]) if entry else 0
            if chars > _SENT_CHARS:
                send_entries(self.client, self.index, waiting)
                waiting, chars = [], 0
        if waiting:
            send_entries(self.client, self.index, waiting)

    def read(self, names: Sequence[str], deadline: float | None = None) -> list[bytes | None]:
        """The bytes under each name; None where there are none. `deadline` is as `Client.send` takes it."""
        if self._fresh:
            return [None] * len(names)
        keys = [make_blob_key(name) for name in names]
        found = read_stored(self.client, self.index, keys, deadline)
        return [unpack_bytes(found[key]) if key in found else None for key in keys]
