"""Kernels are a matter of speed: where they cannot be had, the plain path runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from searchapp.arabic.scanning.scan import PlainScanner, make_scanner
from searchapp.compiling import can_compile
from searchapp.engines.whoosh_engine.building.inversion import PlainInverter, make_inverter
from searchapp.engines.whoosh_engine.loops import arrays_numpy
from searchapp.engines.whoosh_engine.loops.arrays import choose_arrays


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
