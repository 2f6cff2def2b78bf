"""Requests to the cluster, and what can go wrong with them as the project's errors."""

from __future__ import annotations

import logging
import re
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,
    ConnectionTimeout,
    NotFoundError,
    TransportError,
)
from opensearchpy.serializer import JSONSerializer

from searchapp.engines.opensearch_engine.connection import NodeConnection, Patience
from searchapp.engines.refusals import refuse_late
from searchapp.errors import SettingError, UnavailableError
from searchapp.settings import Settings

# It warns of every "there is no such thing", which is an answer here; what fails is raised.
logging.getLogger("opensearch").setLevel(logging.ERROR)

_AWAY = (502, 503, 504)
_MENDABLE = (401, 403, 429, *_AWAY)
_HALVED = 2
"""So many nodes are each waited for half of the time that is left, where there are more to ask."""
_LEAST_TIMEOUT_S = 0.001
_LOST_NODE = re.compile("(?:node_not_connected|node_disconnected|node_closed|connect_transport)_exception")
"""What a cluster says with status 500 when it lost a node in the middle of an answer."""
_PAUSE_S = 0.1
ATTEMPTS = 3
"""So often what only reads is asked, in all, of a cluster that loses a node meanwhile."""
PATIENCE_S = 60.0
"""How long a step of a write may wait for the cluster, beside the setting for searches."""


class _Serializer(JSONSerializer):
    """JSON by msgspec. Bytes are ready and go out as they are."""

    def dumps(self, data: Any) -> Any:
        return data if isinstance(data, bytes) else msgspec.json.encode(data)

    def loads(self, s: str | bytes) -> Any:
        return msgspec.json.decode(s)


class _Tries:
    """The tries of one request, which ends at `end`: how long each may take, and whether there is another."""

    def __init__(self, addresses: int, attempts: int, end: float, *, reads: bool) -> None:
        self._addresses = addresses
        self._attempts = attempts
        self._end = end
        self._reads = reads
        self._failures = 0
        self._losses = 0

    def limit(self) -> Patience:
        """How long the next one may take: not all of the time that is left, where another node could answer."""
        left_s = max(self._end - time.monotonic(), _LEAST_TIMEOUT_S)
        wait_s = left_s / 2 if self._has_others() else left_s
        return Patience(wait_s, wait_s if self._reads else left_s)

    def allow_another(self, error: TransportError) -> bool:
        """Whether to try again after this failure; waits where the cluster needs a moment."""
        if _lost_node(error):
            self._losses += 1
            if self._losses < self._attempts:
                time.sleep(_PAUSE_S)
            return self._losses < self._attempts
        others = self._has_others()
        self._failures += 1
        if isinstance(error, ConnectionTimeout):
            return self._reads and others
        away = isinstance(error, ConnectionError) or error.status_code in _AWAY
        return away and self._failures < max(self._addresses, 2) and time.monotonic() < self._end

    def _has_others(self) -> bool:
        return self._failures < min(self._addresses - 1, _HALVED)


class _Limit(threading.local):
    """By when what a thread asks has to end, on the clock of `time.monotonic()`; each thread has its own."""

    deadline: float | None = None


class Client:
    """The cluster that the settings name. Threads may share one; a forked process needs its own."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingError for addresses and credentials that cannot be used."""
        urls = _split_urls(settings)
        self.place = ", ".join(url.rpartition("@")[2] for url in urls)
        self.timeout_s = settings.opensearch_timeout_ms / 1000
        self._addresses = len(urls)
        self._limit = _Limit()
        user = settings.opensearch_user
        api_key = settings.opensearch_api_key
        self._client = OpenSearch(
            urls,
            connection_class=NodeConnection,
            http_auth=(user, settings.opensearch_password) if user else None,
            headers={"authorization": f"ApiKey {api_key}"} if api_key else None,
            serializer=_Serializer(),
            ssl_context=_trust(settings) if any(url.startswith("https://") for url in urls) else None,
            # It leaves a node alone only after failures that it would ask another for; how often, `send` says.
            max_retries=0,
            retry_on_timeout=True,
            retry_on_status=_AWAY,
            # A node that is back is asked again after so many seconds, doubled with each failure up to a bound.
            dead_timeout=1,
            timeout_cutoff=3,
            pool_maxsize=settings.threads,
        )

    @contextmanager
    def limit(self, deadline: float) -> Iterator[None]:
        """While this lasts, every request of this thread has this deadline too. Not to be nested."""
        self._limit.deadline = deadline
        try:
            yield
        finally:
            self._limit.deadline = None

    def find_wait_s(self) -> float:
        """How long this thread may wait for one answer."""
        limit = self._limit.deadline
        return self.timeout_s if limit is None else min(self.timeout_s, max(limit - time.monotonic(), 0))

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        timeout_s: float | None = None,
        deadline: float | None = None,
        attempts: int = 1,
        **params: object,
    ) -> Any:
        """The cluster's answer within `timeout_s`, the setting's where it is None; None for "there is no such thing".
        `body` is JSON or ready bytes. `deadline` is on the clock of `time.monotonic()`.

        A node that cannot be reached or does not answer is left alone for a while, and another is asked in the time
        that is left; where this one may have begun to answer, only for what reads: GET, and what has `attempts`. So
        often in all that is also asked where the cluster loses a node meanwhile.

        Raises UnavailableError when the cluster cannot be reached, is busy or refuses us, DeadlineError when the
        deadline passes first, and opensearch-py's own TransportError for any other status: the request is at fault.
        """
        end = time.monotonic() + (timeout_s or self.timeout_s)
        limit = self._limit.deadline
        if limit is not None:
            deadline = limit if deadline is None else min(limit, deadline)
        if deadline is not None:
            end = min(end, deadline)
        tries = _Tries(self._addresses, attempts, end, reads=method == "GET" or attempts > 1)
        while True:
            if deadline is not None and time.monotonic() >= deadline:
                raise refuse_late()
            try:
                return self._client.transport.perform_request(
                    method,
                    path + _write_params(**params),
                    body=body,
                    timeout=tries.limit(),  # type: ignore[arg-type]  # it is our connection's to read
                )
            except NotFoundError:
                return None
            except TransportError as error:
                if tries.allow_another(error):
                    continue
                if isinstance(error, ConnectionError) and deadline is not None and time.monotonic() >= deadline:
                    raise refuse_late() from error
                if isinstance(error, ConnectionError) or error.status_code in _MENDABLE or _lost_node(error):
                    raise self._explain(error) from error
                raise

    def refuse_gone(self, index: str) -> UnavailableError:
        """The error of a question to an index that is no longer there."""
        return UnavailableError(f"The index {index} is gone from OpenSearch at {self.place}.")

    def refuse_part(self, index: str) -> UnavailableError:
        """The error of an answer to which not all of an index has come."""
        return UnavailableError(f"A part of {index} on OpenSearch at {self.place} does not answer. Try again.")

    def refuse_slow(self) -> UnavailableError:
        """The error of having waited for an answer as long as the setting says."""
        return UnavailableError(
            f"OpenSearch at {self.place} has not answered in {self.timeout_s:g} s. Check that it runs and try again."
        )

    def _explain(self, error: TransportError) -> UnavailableError:
        if isinstance(error, (AuthenticationException, AuthorizationException)):
            return UnavailableError(
                f"OpenSearch at {self.place} refuses this program ({error.status_code}). Check "
                "SEARCHAPP_OPENSEARCH_USER and SEARCHAPP_OPENSEARCH_PASSWORD, or SEARCHAPP_OPENSEARCH_API_KEY."
            )
        said = error.error if isinstance(error.status_code, int) else type(error).__name__
        return UnavailableError(
            f"OpenSearch at {self.place} does not answer ({said}). Check that it runs and try again."
        )


def _split_urls(settings: Settings) -> list[str]:
    urls = [url.strip() for url in settings.opensearch_url.split(",") if url.strip()]
    if not urls or any(not url.startswith(("http://", "https://")) for url in urls):
        raise SettingError(
            "SEARCHAPP_OPENSEARCH_URL takes addresses such as https://search1:9200, with commas between them."
        )
    named = [parts for parts in map(urlsplit, urls) if parts.username is not None]
    if any(not parts.password for parts in named):
        raise SettingError("SEARCHAPP_OPENSEARCH_URL names a user without a password; it takes user:password@host.")
    if settings.opensearch_api_key and (named or settings.opensearch_user):
        raise SettingError(
            "SEARCHAPP_OPENSEARCH_API_KEY would not be sent beside a user: give either the key, or the user in "
            "SEARCHAPP_OPENSEARCH_USER or SEARCHAPP_OPENSEARCH_URL."
        )
    return urls


def _trust(settings: Settings) -> ssl.SSLContext:
    """What https addresses are checked by: the file that the settings name, else the machine's certificates."""
    try:
        return ssl.create_default_context(cafile=settings.opensearch_ca_file or None)
    except OSError as error:
        raise SettingError(
            f"SEARCHAPP_OPENSEARCH_CA_FILE is {settings.opensearch_ca_file}, which cannot be read as certificates: "
            f"{error}."
        ) from error


def _lost_node(error: TransportError) -> bool:
    return error.status_code == 500 and _LOST_NODE.search(str(error.info)) is not None


@lru_cache(maxsize=100, typed=True)
def _write_params(**params: object) -> str:
    """What stands behind a path; "" for none. Searches ask with the same ones each time."""
    written = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in params.items()}
    return f"?{urlencode(written)}" if written else ""
