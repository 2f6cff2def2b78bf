"""What compose.yaml says is so: its variables are settings, and its server is the one that is tested."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from searchapp.settings import load_settings

ROOT = Path(__file__).parents[2]
yaml = pytest.importorskip("yaml")


@pytest.fixture(scope="module")
def services() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def test_the_service_runs_on_the_other_one(services: Any) -> None:
    settings = load_settings(services["search"]["environment"])
    assert settings.engine == "opensearch"
    assert settings.opensearch_url == "http://opensearch:9200"
    assert "opensearch" in services["search"]["depends_on"]


def test_the_image_has_the_engines_client() -> None:
    assert "ARG EXTRAS=opensearch" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "EXTRAS" in (ROOT / "scripts" / "install_service.sh").read_text(encoding="utf-8")


def test_the_server_is_the_version_that_the_tests_use(services: Any) -> None:
    pom = (ROOT / "tests" / "opensearch" / "pom.xml").read_text(encoding="utf-8")
    version = re.search(r"<opensearch.version>(.+)</opensearch.version>", pom)
    assert version is not None
    assert services["opensearch"]["image"] == f"opensearchproject/opensearch:{version[1]}"


def test_only_this_machine_reaches_it(services: Any) -> None:
    assert services["search"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["opensearch"]
