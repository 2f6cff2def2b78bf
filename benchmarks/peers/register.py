"""Which peers there are, and which of them this machine has."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial

from benchmarks.peers.base import Peer


def _load(module: str, name: str, *arguments: bool) -> Peer:
    peer: Peer = getattr(importlib.import_module(f"benchmarks.peers.{module}"), name)(*arguments)
    return peer


# By name, in the order of the table. Loaded when used: most of them need a package of their own.
_PEERS: dict[str, Callable[[], Peer]] = {
    "searchapp": partial(_load, "ours", "OwnEngine"),
    "searchapp (default query)": partial(_load, "ours", "OwnEngine", True),
    "tantivy": partial(_load, "tantivy_peer", "Tantivy"),
    "tantivy (hits not read)": partial(_load, "tantivy_peer", "Tantivy", False),
    "sqlite fts5": partial(_load, "sqlite_fts5", "Fts5"),
    "xapian": partial(_load, "xapian_peer", "Xapian"),
    "opensearch": partial(_load, "opensearch_peer", "OpenSearch"),
    "opensearch (our stems)": partial(_load, "opensearch_peer", "OpenSearch", False),
    "whoosh": partial(_load, "stock_whoosh", "StockWhoosh"),
}
OURS = "searchapp"
OPENSEARCH = "opensearch"


def list_names() -> list[str]:
    """Every peer, whether this machine has it or not."""
    return list(_PEERS)


def load_peer(name: str) -> Peer:
    """The peer of this name. Raises ImportError where its package is missing, ConnectionError where its server is."""
    return _PEERS[name]()
