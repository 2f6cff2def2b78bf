"""Shared fixtures. Fast tests run first: slow ones and the browser's come last."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest

from searchapp.search import SearchService, open_service
from searchapp.settings import Settings

# How long an example takes is no test: machines are busy.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def weight(item: pytest.Item) -> int:
        return 2 if item.get_closest_marker("browser") else 1 if item.get_closest_marker("slow") else 0

    items.sort(key=weight)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the project's sample articles."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data that stands beside a checkout where the project is developed."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the checkout: the real data is not here")
    return SHARED


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an index folder of the test's own, still empty."""
    return Settings(index_dir=tmp_path / "index")


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Settings:
    """Settings of an index that holds the sample articles. Do not write to it."""
    from searchapp.reindex import reindex

    settings = Settings(index_dir=tmp_path_factory.mktemp("sample") / "index")
    report = reindex(settings, [samples])
    assert report.skipped == ()
    return settings


@pytest.fixture(scope="session")
def sample_service(sample_settings: Settings) -> SearchService:
    """A service over the sample articles."""
    return open_service(sample_settings)
