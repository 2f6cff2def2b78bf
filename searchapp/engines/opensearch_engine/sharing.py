"""One question to the cluster for all threads that want its answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from typing import Generic, TypeVar

from searchapp.engines.opensearch_engine.client import Client

_Answer = TypeVar("_Answer")


class Shared(Generic[_Answer]):
    """An answer that one thread asks for while the others wait. Were each to ask after the one before it had failed,
    the last would wait as often as there are threads.
    """

    def __init__(self, client: Client, ask: Callable[[], _Answer]) -> None:
        """`ask` may raise."""
        self._client = client
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: Future[_Answer] | None = None

    @property
    def busy(self) -> bool:
        """Whether a thread is asking."""
        return self._asked is not None

    def get(self) -> _Answer:
        """A new answer, or that of the thread that is asking; what that one raises is raised here too.

        Raises UnavailableError where it still asks when the time of one answer is over.
        """
        with self._lock:
            asked = self._asked
            mine = asked is None
            if asked is None:
                asked = self._asked = Future()
        if mine:
            self._find(asked)
        try:
            return asked.result(self._client.find_wait_s())
        except LateError as error:
            raise self._client.refuse_slow() from error

    def drop(self) -> None:
        """Let whoever comes from now on ask anew: what is being asked for is out of date."""
        with self._lock:
            self._asked = None

    def _find(self, asked: Future[_Answer]) -> None:
        try:
            asked.set_result(self._ask())
        except Exception as error:
            asked.set_exception(error)
        except BaseException:  # this thread is to end, which is no answer to the others
            asked.set_exception(self._client.refuse_slow())
            raise
        finally:
            with self._lock:
                if self._asked is asked:
                    self._asked = None
