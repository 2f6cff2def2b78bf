"""Every article of every generation, read again: what the cluster holds against what was written."""

from __future__ import annotations

from typing import Any

from searchapp.engines.base import CheckReport, GenerationCheck
from searchapp.engines.opensearch_engine.client import PATIENCE_S, Client
from searchapp.engines.opensearch_engine.generations import Generations
from searchapp.engines.opensearch_engine.mapping import ARTICLE, Description
from searchapp.engines.opensearch_engine.tally import add_checksums, checksum_stored
from searchapp.errors import NoIndexError, SearchappError

_PAGE = 1000


def check_index(client: Client, generations: Generations) -> CheckReport:
    """See `engines.base.Engine.check`."""
    current = generations.read_current()
    found = generations.list_all()
    finished = {name: each for name, each in found.items() if each.state == "complete"}
    if not finished:
        raise NoIndexError(
            f"There is no index {generations.alias} on OpenSearch at {client.place} to check. "
            "Run `searchapp reindex PATH` with your articles."
        )
    leftovers = [f"{name}: a later write removes it" for name in generations.list_leftovers()]
    damage = () if current else (f"The alias {generations.alias} is gone. Run `searchapp reindex`.",)
    checks = tuple(
        GenerationCheck(
            name,
            name == current,
            each.documents,
            generations.read_size_bytes(name),
            tuple(_find_damage(client, name, each)),
        )
        for name, each in finished.items()
    )
    return CheckReport(checks, damage, tuple(leftovers))


def _find_damage(client: Client, name: str, description: Description) -> list[str]:
    try:
        documents, checksum = _read_all(client, name)
    except SearchappError as error:
        return [f"{name}: {error.message}"]
    damage = []
    if documents != description.documents:
        damage.append(f"{name} holds {documents} articles where {description.documents} were written.")
    elif checksum != description.checksum:
        damage.append(f"{name}: some of its articles are not as they were written.")
    return damage


def _read_all(client: Client, name: str) -> tuple[int, int]:
    """How many articles can be read, and the sum of their checksums."""
    documents, checksum = 0, 0
    body: dict[str, Any] = {
        "query": {"term": {"kind": ARTICLE}},
        "size": _PAGE,
        "sort": [{"id": "asc"}],
        "stored_fields": ["document"],
        "track_total_hits": False,
    }
    while True:
        answer = client.send(
            "POST", f"/{name}/_search", body, timeout_s=PATIENCE_S, allow_partial_search_results=False
        )
        hits: list[Any] = answer["hits"]["hits"] if answer else []
        documents += len(hits)
        checksum = add_checksums(checksum, *(checksum_stored(hit["fields"]["document"][0]) for hit in hits))
        if len(hits) < _PAGE:
            return documents, checksum
        body["search_after"] = hits[-1]["sort"]
