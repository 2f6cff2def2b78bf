"""Several threads that want one answer of a cluster which does not give it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from searchapp.engines.opensearch_engine.client import Client
from searchapp.engines.opensearch_engine.engine import OpenSearchEngine
from searchapp.engines.opensearch_engine.generations import Generations
from searchapp.engines.opensearch_engine.sharing import Shared
from searchapp.errors import NoIndexError, UnavailableError
from searchapp.settings import Settings


class Question:
    """A question that hangs until it is `answered`, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun = threading.Event()
        self.answered = threading.Event()

    def ask(self) -> int:
        """Which one it was."""
        self.asked += 1
        number = self.asked
        self.begun.set()
        self.answered.wait()
        return number


@pytest.fixture
def question() -> Question:
    return Question()


@pytest.fixture
def shared(question: Question) -> Shared[int]:
    return Shared(Client(Settings(opensearch_timeout_ms=20)), question.ask)


def test_while_one_asks_the_others_wait_no_longer_than_for_one_answer(
    question: Question, shared: Shared[int]
) -> None:
    with ThreadPoolExecutor(1) as first:
        answer = first.submit(shared.get)
        question.begun.wait()
        for _ in range(3):
            with pytest.raises(UnavailableError, match="has not answered"):
                shared.get()
        question.answered.set()
        assert answer.result() == 1
    assert shared.get() == 2


def test_an_answer_that_was_dropped_is_asked_for_anew(question: Question, shared: Shared[int]) -> None:
    with ThreadPoolExecutor(2) as threads:
        old = threads.submit(shared.get)
        question.begun.wait()
        shared.drop()
        question.begun.clear()
        new = threads.submit(shared.get)
        question.begun.wait()
        question.answered.set()
        assert (old.result(), new.result()) == (1, 2)


def test_an_error_is_raised_in_each_thread_and_not_remembered() -> None:
    divisors = [0, 1]
    shared = Shared(Client(Settings()), lambda: 1 // divisors.pop(0))
    with pytest.raises(ZeroDivisionError):
        shared.get()
    assert shared.get() == 1


def test_first_requests_of_a_hanging_cluster_look_once_and_end_in_its_time(
    question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Generations, "find_served", lambda _: question.ask() and None)
    engine = OpenSearchEngine(Settings(opensearch_timeout_ms=20))
    with ThreadPoolExecutor(1) as first:
        looking = first.submit(engine.reader)
        question.begun.wait()
        for _ in range(3):
            with pytest.raises(UnavailableError, match="has not answered"):
                engine.reader()
        question.answered.set()
        with pytest.raises(NoIndexError):
            looking.result()
    assert question.asked == 1
