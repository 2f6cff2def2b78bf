"""The default engine over an index folder of the test's own, and each engine in turn for the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchapp.engines.base import Engine
from searchapp.engines.register import open_engine
from searchapp.engines.whoosh_engine.building import merge
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.settings import Settings


@pytest.fixture(scope="module", autouse=True)
def several_segments() -> Iterator[None]:
    """Few documents stay in segments of their own, as many do: what these tests write is small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merge, "SMALL", 0)
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> WhooshEngine:
    return WhooshEngine(folder)


@pytest.fixture(
    params=[
        "whoosh",
        "whoosh, prepared",
        pytest.param("opensearch", marks=[pytest.mark.opensearch, pytest.mark.slow]),
    ]
)
def each_engine(request: pytest.FixtureRequest, folder: Path) -> Engine:
    """Every engine that the register has, empty."""
    if request.param == "opensearch":
        settings = request.getfixturevalue("opensearch_settings")
    else:
        settings = Settings(engine="whoosh", index_dir=folder)
    engine = open_engine(settings)
    if request.param.endswith("prepared"):
        engine.prepare()
    return engine
