"""Shared fixtures. Fast tests run first: slow ones, the browser's and those on OpenSearch come last."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from opensearch_server import NoServerError, run_cluster

from searchapp.search import SearchService, open_service
from searchapp.settings import Settings

pytest.register_assert_rewrite("contract")

# How long an example takes is no test: machines are busy.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def weight(item: pytest.Item) -> int:
        kinds = ("slow", "browser", "opensearch")
        return max((place for place, kind in enumerate(kinds, 1) if item.get_closest_marker(kind)), default=0)

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


@pytest.fixture(scope="session")
def opensearch_url() -> Iterator[str]:
    """A real OpenSearch: the one at OPENSEARCH_URL, or one of this machine's for this session."""
    given = os.environ.get("OPENSEARCH_URL")
    if given:
        yield given
        return
    try:
        with run_cluster(
            int(os.environ.get("OPENSEARCH_NODES", "1")), int(os.environ.get("OPENSEARCH_HEAP_MB", "1024"))
        ) as cluster:
            yield cluster.url
    except NoServerError as error:
        pytest.skip(str(error))


@pytest.fixture
def opensearch_settings(opensearch_url: str) -> Iterator[Settings]:
    """Settings of an index of the test's own on OpenSearch, still empty; removed afterwards."""
    name = f"test-{uuid.uuid4().hex}"
    settings = Settings(
        engine="opensearch",
        opensearch_url=opensearch_url,
        opensearch_index=name,
        opensearch_timeout_ms=60_000,
        opensearch_refresh_ms=0,
        opensearch_keep_s=0,
    )
    yield settings
    from searchapp.engines.opensearch_engine.client import Client

    client = Client(settings)
    for index in client.send("GET", f"/{name}*/_settings/index.uuid", expand_wildcards="all"):
        client.send("DELETE", f"/{index}")
