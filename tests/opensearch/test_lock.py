"""The writer's note where the cluster does what it is asked and no answer comes: the lock is kept, not given up."""

from __future__ import annotations

from typing import Any

import pytest
from opensearchpy.exceptions import ConflictError

from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.lock import WriterLock, read_holder
from searchapp.errors import IndexLockedError, UnavailableError
from searchapp.settings import Settings


class Cluster(Client):
    """A cluster that keeps one note. `losing`: it does what the next requests that change it say, and none of its
    answers comes.
    """

    def __init__(self) -> None:
        super().__init__(Settings())
        self.note: Any = None
        self.number = 0
        self.losing = False

    def send(self, method: str, path: str, body: Any = None, **how: Any) -> Any:
        """Answer as for one entry with numbered versions."""
        if not path.endswith("/_doc/writer"):
            return {}
        there = {"_seq_no": self.number, "_primary_term": 1, "found": self.note is not None}
        if method == "GET":
            return there | {"_source": self.note} if self.note else None
        if self.note is not None if "op_type" in how else how.get("if_seq_no") != self.number:
            raise ConflictError(409, "version_conflict_engine_exception", {})
        self.note, self.number = body, self.number + 1
        if self.losing:
            raise UnavailableError("The answer is lost.")
        return there | {"_seq_no": self.number}


def test_a_lock_whose_renewal_was_not_answered_is_kept_and_given_back() -> None:
    cluster = Cluster()
    lock = WriterLock(cluster, "a", "reindex")
    cluster.losing = True
    with pytest.raises(UnavailableError):
        lock.require()
    cluster.losing = False
    lock.require()
    cluster.losing = True
    with pytest.raises(UnavailableError):
        lock.require()
    cluster.losing = False
    lock.release()
    assert read_holder(cluster, "a") is None


def test_a_lock_that_another_took_meanwhile_is_lost() -> None:
    cluster = Cluster()
    lock = WriterLock(cluster, "a", "reindex")
    cluster.note = None
    other = WriterLock(cluster, "a", "reindex")
    with pytest.raises(IndexLockedError):
        lock.require()
    lock.release()
    other.require()
    other.release()
