"""Kernels are a matter of speed: where they cannot be had, the plain path runs."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh import query as tree

from searchapp.arabic.scanning.scan import PlainScanner, make_scanner
from searchapp.compiling import NotCompiledError, can_compile, load_only, on_compiling
from searchapp.engines.base import EngineQuery
from searchapp.engines.processes import Team
from searchapp.engines.whoosh_engine.building.inversion import PlainInverter, make_inverter
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.engines.whoosh_engine.loops import arrays, arrays_numpy
from searchapp.engines.whoosh_engine.loops.arrays import choose_arrays
from searchapp.model import Document


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    can_compile.cache_clear()
    choose_arrays.cache_clear()
    yield
    can_compile.cache_clear()
    choose_arrays.cache_clear()


def check_plain() -> None:
    assert not can_compile()
    assert isinstance(make_scanner(compiled=True), PlainScanner)
    assert isinstance(make_inverter(compiled=True), PlainInverter)
    assert choose_arrays(compiled=True) is arrays_numpy


def test_without_numba_nothing_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    check_plain()


def test_without_a_folder_for_what_is_compiled_nothing_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    numba = pytest.importorskip("numba")

    def refuse(**_: object) -> object:
        raise RuntimeError("no locator available")

    monkeypatch.setattr(numba, "njit", refuse)
    check_plain()
    assert "no locator available" in caplog.text


def test_small_work_does_not_load_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    assert isinstance(make_scanner(compiled=False), PlainScanner)
    assert isinstance(make_inverter(compiled=False), PlainInverter)


def test_what_would_be_compiled_is_not_waited_for() -> None:
    numba = pytest.importorskip("numba")
    double = numba.njit(lambda number: number * 2)
    with load_only():
        with pytest.raises(NotCompiledError):
            double(1)
        choose_arrays(compiled=False)
    assert double(1) == 2
    with load_only():
        assert double(2) == 4


def test_an_engine_that_may_not_compile_says_so_and_searches_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = WhooshEngine(tmp_path)
    assert engine.prepare()
    assert engine.prepare(wait=False)

    def refuse(*_: object) -> None:
        raise NotCompiledError

    monkeypatch.setattr(arrays, "_run_all", refuse)
    choose_arrays.cache_clear()
    unprepared = WhooshEngine(tmp_path)
    with unprepared.rebuild() as writer:
        writer.add(Document("a", "", "بحر"))
        writer.commit()
    if importlib.util.find_spec("numba") is not None:
        assert not unprepared.prepare(wait=False)
    assert unprepared.reader().search(EngineQuery(tree.Every())).total == 1


@pytest.fixture
def told() -> Iterator[list[str]]:
    """Grows when whoever waits for it is told that something is compiled."""
    told: list[str] = []
    on_compiling(lambda: told.append("told"))
    yield told
    on_compiling(None)


def test_that_something_is_compiled_is_told_once(told: list[str]) -> None:
    numba = pytest.importorskip("numba")
    assert can_compile()
    assert not told
    for number in range(2):
        assert numba.njit(lambda added: added + number)(1) == number + 1  # noqa: B023  # called at once
    assert told == ["told"]


def test_a_worker_that_compiles_has_its_parent_told(
    told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "member_that_compiles.py"
    imports = "from searchapp import compiling; from searchapp.engines import processes"
    module.write_text(f"{imports}; processes.tell_parent(); compiling.tell_compiling()", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    team = Team(module.stem, 1)
    assert team.members[0].source.read() == b""  # it has ended
    team.kill()
    for pipe in team.members[0]:
        pipe.close()
    assert told == ["told"]
