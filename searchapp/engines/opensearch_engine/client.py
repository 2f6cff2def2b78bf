"""Requests to the cluster, and what can go wrong with them as the project's errors."""

from __future__ import annotations

import logging
import re
import time
from typing import Any

import msgspec
from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionTimeout,
    NotFoundError,
    TransportError,
)
from opensearchpy.serializer import JSONSerializer

from searchapp.engines.refusals import refuse_late
from searchapp.errors import SettingError, UnavailableError
from searchapp.settings import Settings

# It warns of every "there is no such thing", which is an answer here; what fails is raised.
logging.getLogger("opensearch").setLevel(logging.ERROR)

_BUSY = (429, 502, 503, 504)
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

    def loads(self, s: str) -> Any:
        return msgspec.json.decode(s)


class Client:
    """The cluster that the settings name. Threads may share one; a forked process needs its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        urls = [url.strip() for url in settings.opensearch_url.split(",") if url.strip()]
        if not urls or any(not url.startswith(("http://", "https://")) for url in urls):
            raise SettingError(
                "SEARCHAPP_OPENSEARCH_URL takes addresses such as https://search1:9200, with commas between them."
            )
        self.place = ", ".join(url.rpartition("@")[2] for url in urls)
        user = settings.opensearch_user
        api_key = settings.opensearch_api_key
        options: dict[str, Any] = {}
        if any(url.startswith("https://") for url in urls):
            options["ca_certs"] = settings.opensearch_ca_file or None
        self._client = OpenSearch(
            urls,
            http_auth=(user, settings.opensearch_password) if user else None,
            headers={"authorization": f"ApiKey {api_key}"} if api_key else None,
            serializer=_Serializer(),
            timeout=settings.opensearch_timeout_ms / 1000,
            max_retries=max(len(urls) - 1, 1),
            # A node that is back is asked again after so many seconds, doubled with each failure up to a bound.
            dead_timeout=1,
            timeout_cutoff=3,
            pool_maxsize=settings.threads,
            **options,
        )

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
        """The cluster's answer; None for "there is no such thing". `body` is JSON or ready bytes. Where the cluster
        loses a node meanwhile, it is asked again, so many `attempts` in all.

        `deadline` is on the clock of `time.monotonic()`. Raises UnavailableError when the cluster cannot be reached,
        is busy or refuses us, and DeadlineError when the deadline passes first.
        """
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise refuse_late()
            timeout_s = min(left, timeout_s or self._settings.opensearch_timeout_ms / 1000)
        try:
            return self._client.transport.perform_request(
                method,
                path,
                params={name: _write_param(value) for name, value in params.items()},
                body=body,
                timeout=timeout_s and max(timeout_s, _LEAST_TIMEOUT_S),
            )
        except NotFoundError:
            return None
        except ConnectionTimeout as error:
            if deadline is not None and time.monotonic() >= deadline:
                raise refuse_late() from error
            raise self._explain(error) from error
        except TransportError as error:
            lost = _lost_node(error)
            if lost and attempts > 1:
                time.sleep(_PAUSE_S)
                return self.send(
                    method, path, body, timeout_s=timeout_s, deadline=deadline, attempts=attempts - 1, **params
                )
            if isinstance(error.status_code, int) and error.status_code not in (401, 403, *_BUSY) and not lost:
                raise
            raise self._explain(error) from error

    def refuse_gone(self, index: str) -> UnavailableError:
        """The error of a question to an index that is no longer there."""
        return UnavailableError(f"The index {index} is gone from OpenSearch at {self.place}.")

    def refuse_part(self, index: str) -> UnavailableError:
        """The error of an answer to which not all of an index has come."""
        return UnavailableError(f"A part of {index} on OpenSearch at {self.place} does not answer. Try again.")

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


def _lost_node(error: TransportError) -> bool:
    return error.status_code == 500 and _LOST_NODE.search(str(error.info)) is not None


def _write_param(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
