"""Generations on the cluster: load an index beside the others, finish it, move the alias, then sweep.

    searchapp                the alias: the generation that is served
    searchapp-000007         a generation: an index, described in its mapping
    searchapp-lock           who is writing

A finished generation never changes: it takes no writes. An `add` clones it, which links its files, and changes the
clone.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from searchapp.engines.opensearch_engine.client import PATIENCE_S, Client
from searchapp.engines.opensearch_engine.mapping import ARTICLE, LOADED, Description, make_index, make_loading
from searchapp.engines.opensearch_engine.scoring import make_similarities
from searchapp.errors import CountMismatchError, IndexWriteError, SettingError, UnavailableError
from searchapp.settings import Settings

_ALIAS = re.compile(r"[a-z0-9][a-z0-9_.-]{0,200}")
_PAUSE_S = 0.5
WHOLE_S = 600.0
"""How long a finished index may take to have its copies."""


class Generations:
    """The generations behind one alias. Only a holder of the writer's lock may call what changes them."""

    def __init__(self, client: Client, settings: Settings) -> None:
        self.alias = settings.opensearch_index
        if not _ALIAS.fullmatch(self.alias):
            raise SettingError(
                f"SEARCHAPP_OPENSEARCH_INDEX is {self.alias!r}; it takes small letters, digits, dots, hyphens and "
                "underscores."
            )
        self._client = client
        self._settings = settings
        self._name = re.compile(re.escape(self.alias) + r"-(\d{6,})")

    def read_current(self) -> str | None:
        """The generation that is served, or None when there is none."""
        answer = self._client.send("GET", f"/_alias/{self.alias}")
        return max(answer, key=self._number, default=None) if answer else None

    def list_all(self) -> dict[str, Description]:
        """Every generation with its description, newest first. Indexes that are not ours are left out."""
        answer = self._client.send("GET", f"/{self.alias}-*/_mapping", expand_wildcards="all", allow_no_indices=True)
        found = {name: read_description(each["mappings"]) for name, each in (answer or {}).items()}
        names = sorted(filter(self._name.fullmatch, found), key=self._number, reverse=True)
        return {name: description for name in names if (description := found[name]) is not None}

    def describe(self, name: str) -> Description | None:
        """What a generation says of itself, or None when it is not there or not ours."""
        answer = self._client.send("GET", f"/{name}/_mapping")
        return read_description(answer[name]["mappings"]) if answer and name in answer else None

    def begin(self, base: str | None) -> str:
        """Make the index of a new generation: empty, or a clone of `base`.

        Its copies are all there before the first article is: were one still being made, the loss of the other's node
        would end the load. Raises UnavailableError where they cannot be.
        """
        names = self._client.send("GET", f"/{self.alias}-*/_settings/index.uuid", expand_wildcards="all") or ()
        numbers = [self._number(name) for name in names if self._name.fullmatch(name)]
        name = f"{self.alias}-{max(numbers, default=0) + 1:06d}"
        replicas = self._settings.opensearch_load_replicas
        if base is None:
            self._create(f"/{name}", make_index(self._settings.opensearch_shards, replicas))
            return name
        copied = {
            "number_of_replicas": replicas,
            "auto_expand_replicas": False,
            "blocks": {"write": None},
            **make_loading(replicas),
        }
        self._create(f"/{base}/_clone/{name}", {"settings": {"index": copied}})
        self.describe_as(name, Description())
        return name

    def _create(self, path: str, body: Mapping[str, Any]) -> None:
        answer = self._client.send("PUT", path, body, timeout_s=PATIENCE_S, wait_for_active_shards="all")
        if not (answer and answer["acknowledged"] and answer["shards_acknowledged"]):
            raise UnavailableError(
                f"OpenSearch at {self._client.place} could not start a new index, with each of its copies on a node. "
                "Look at its health and try again, or set SEARCHAPP_OPENSEARCH_LOAD_REPLICAS to fewer."
            )

    def describe_as(self, name: str, description: Description) -> None:
        """Replace what a generation says of itself."""
        self._client.send(
            "PUT", f"/{name}/_mapping", {"_meta": msgspec.to_builtins(description)}, timeout_s=PATIENCE_S
        )

    def refresh(self, name: str) -> None:
        """Let searches see what was loaded."""
        answer = self._client.send("POST", f"/{name}/_refresh", timeout_s=WHOLE_S)
        self._require_all(answer, name)

    def count(self, name: str) -> int:
        """How many articles an index holds."""
        answer = self._client.send("POST", f"/{name}/_count", {"query": {"term": {"kind": ARTICLE}}})
        self._require_all(answer, name)
        return int(answer["count"])

    def _require_all(self, answer: Any, name: str) -> None:
        if answer is None or answer["_shards"]["failed"]:
            raise self._client.refuse_part(name)

    def purge(self, name: str) -> None:
        """Have what was deleted leave the index, so that it counts in no statistics; see the setting."""
        allowed = self._settings.opensearch_deletions_percent
        self._client.send("PUT", f"/{name}/_settings", {"index.merge.policy.expunge_deletes_allowed": allowed})
        answer = self._client.send("POST", f"/{name}/_forcemerge", timeout_s=WHOLE_S, only_expunge_deletes=True)
        self._require_all(answer, name)
        self.refresh(name)

    def finish(self, name: str, description: Description) -> Description:
        """Write everything to disk, count it, set how it scores, copy it to its replicas, let nothing change it.

        Raises CountMismatchError when it does not hold what it should, IndexWriteError when the copies do not come.
        """
        # How an index scores can only be changed while it is closed; and one change costs less than several.
        settings = {
            "similarity": make_similarities(description.documents, description.held),
            "auto_expand_replicas": f"0-{self._settings.opensearch_replicas}",
            "blocks": {"write": True},
            **LOADED,
        }
        self._close(name)
        self._client.send("PUT", f"/{name}/_settings", {"index": settings}, timeout_s=PATIENCE_S)
        self._client.send("POST", f"/{name}/_open", timeout_s=PATIENCE_S)
        self._wait(name)
        self._check_count(name, description.documents)
        created = dt.datetime.now(dt.timezone.utc).isoformat(timespec="milliseconds")
        finished = msgspec.structs.replace(description, state="complete", created=created)
        self.describe_as(name, finished)
        return finished

    def _close(self, name: str) -> None:
        """Close an index with everything on disk; a copy that is not yet up to date makes it wait."""
        end = time.monotonic() + WHOLE_S
        while time.monotonic() < end:
            # A closed index's shards are started anew, which the settings of a load do not let them be.
            answer = self._client.send("POST", f"/{name}/_close", timeout_s=WHOLE_S, wait_for_active_shards=0)
            if answer and answer["indices"].get(name, {}).get("closed"):
                return
            time.sleep(_PAUSE_S)
        raise UnavailableError(f"OpenSearch at {self._client.place} could not close {name}. Look at its health.")

    def _check_count(self, name: str, expected: int) -> None:
        found = self.count(name)
        if found != expected:
            raise CountMismatchError(
                f"The new index holds {found} articles where {expected} were fed to it, so it was not switched in. "
                "Look at the cluster's health and run the command again."
            )

    def _wait(self, name: str) -> None:
        end = time.monotonic() + WHOLE_S
        while time.monotonic() < end:
            health = self._client.send(
                "GET",
                f"/_cluster/health/{name}",
                timeout_s=PATIENCE_S,
                wait_for_status="green",
                wait_for_no_initializing_shards=True,
            )
            if health and health["status"] == "green":
                return
            time.sleep(_PAUSE_S)
        raise IndexWriteError(
            f"OpenSearch at {self._client.place} has not made all copies of {name} in {WHOLE_S:.0f} seconds, so it "
            "was not switched in. Look at the cluster's health, or set SEARCHAPP_OPENSEARCH_REPLICAS to fewer."
        )

    def switch(self, name: str) -> list[str]:
        """Let the alias lead to this generation alone, in one step. Returns where it led before."""
        replaced = [old for old in self._client.send("GET", f"/_alias/{self.alias}") or () if old != name]
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self.alias}}]
        actions += [{"remove": {"index": old, "alias": self.alias}} for old in replaced]
        self._client.send("POST", "/_aliases", {"actions": actions}, timeout_s=PATIENCE_S)
        return replaced

    def find_served(self) -> tuple[str, Description, bool] | None:
        """The generation that answers, with its description: the alias's, or the newest finished one where the alias
        is lost (then False).
        """
        answer = self._client.send("GET", f"/{self.alias}/_mapping") or {}
        current = max(answer, key=self._number, default="")
        described = read_description(answer[current]["mappings"]) if self._name.fullmatch(current) else None
        if described:
            return current, described, True
        finished = (each for each in self.list_all().items() if each[1].state == "complete")
        newest = next(finished, None)
        return (*newest, False) if newest else None

    def list_leftovers(self) -> list[str]:
        """The generations that no one needs: those that were not finished or not switched in, and those whose time to
        be kept after they were replaced is over. Oldest first.
        """
        served = self.find_served()
        now = dt.datetime.now(dt.timezone.utc)
        leftovers = []
        replaced: dt.datetime | None = None
        for name, description in self.list_all().items():
            if served is None or description.state != "complete":
                leftovers.append(name)
                continue
            kept = replaced and (now - replaced).total_seconds() < self._settings.opensearch_keep_s
            if name != served[0] and not kept:
                leftovers.append(name)
            if name == served[0] or replaced:
                replaced = dt.datetime.fromisoformat(description.created)
        return leftovers[::-1]

    def sweep(self, in_use: Collection[str] = ()) -> None:
        """Remove what nobody needs, except what this process still reads."""
        for name in self.list_leftovers():
            if name not in in_use:
                self.remove(name)

    def remove(self, name: str) -> None:
        """Remove a generation, unless the alias leads to it."""
        if name != self.read_current():
            self._client.send("DELETE", f"/{name}", timeout_s=PATIENCE_S)

    def read_size_bytes(self, name: str) -> int:
        """How much disk a generation takes, its copies not counted."""
        answer = self._client.send("GET", f"/{name}/_stats/store")
        return int(answer["indices"][name]["primaries"]["store"]["size_in_bytes"]) if answer else 0

    def _number(self, name: str) -> int:
        match = self._name.fullmatch(name)
        return int(match[1]) if match else -1


def read_description(mapping: Mapping[str, Any]) -> Description | None:
    """What a mapping says of its generation, or None where it is none of ours."""
    try:
        return msgspec.convert(mapping["_meta"], Description)
    except (KeyError, msgspec.ValidationError):
        return None
