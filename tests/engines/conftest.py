"""The default engine over an index folder of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchapp.engines.whoosh_engine.engine import WhooshEngine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder)
