"""A server on a machine on which nothing was compiled yet."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Event, Thread

import pytest
from serving import find_port, serve

from searchapp.cli import preparing
from searchapp.settings import Settings

QUERY = "/api/v1/search?q=%D9%85%D9%8A%D9%86%D8%A7%D8%A1"
LAST = "*pick_best*.nbc"
"""What is kept of one of the last loops to be compiled."""


def compiled(test: Callable[..., None]) -> Callable[..., None]:
    """A test of a server that compiles, which takes half a minute."""
    skip = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="Numba is not installed")
    return pytest.mark.slow(skip(test))


def ask(port: int) -> object:
    """The hits of a query."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{QUERY}", timeout=20) as answer:
        return json.load(answer)["hits"]


@contextmanager
def serve_cold(settings: Settings, kept: Path, workers: int) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A server with a folder of its own for what is compiled, from when it begins to compile."""
    port = find_port()
    own = {"SEARCHAPP_INDEX_DIR": str(settings.index_dir), "NUMBA_CACHE_DIR": str(kept)}
    options = "--port", str(port), "--workers", str(workers)
    # What compiles has the same standard error, which ends with the last of them.
    with serve("-m", "searchapp", "serve", *options, env=own, until="until its loops are compiled") as server:
        yield port, server


@compiled
def test_searches_are_answered_until_loops_are_compiled_and_while_they_come_into_use(
    sample_settings: Settings, tmp_path: Path
) -> None:
    with serve_cold(sample_settings, tmp_path, workers=2) as (port, server):
        assert server.stderr is not None
        first = ask(port)
        assert first
        assert not list(tmp_path.rglob(LAST))
        replaced = Event()

        def listen() -> None:
            # Two begin, and two take their places.
            for _ in islice((line for line in server.stderr or () if "Booting worker" in line), 4):
                pass
            replaced.set()

        Thread(target=listen, daemon=True).start()
        while not replaced.wait(0.05):
            assert ask(port) == first
        assert list(tmp_path.rglob(LAST))
        assert [ask(port) for _ in range(20)] == [first] * 20


@compiled
def test_a_server_that_stops_takes_along_what_compiles(sample_settings: Settings, tmp_path: Path) -> None:
    with serve_cold(sample_settings, tmp_path, workers=1) as (port, _):
        assert ask(port)
    assert not list(tmp_path.rglob(LAST))


def test_what_compiles_tells_no_process_but_its_server(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "nice", lambda _: 0)
    monkeypatch.setattr(os, "kill", lambda *call: told.append(call))
    monkeypatch.setattr(preparing, "load_settings", lambda: settings)
    preparing.compile_for(os.getppid() + 1)
    assert told == []
    preparing.compile_for(os.getppid())
    assert told == [(os.getppid(), signal.SIGHUP)]
