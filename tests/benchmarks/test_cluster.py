"""What is measured beside a cluster, on a real OpenSearch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.cluster import INDEX, make_settings
from benchmarks.peers.opensearch_peer import VARIABLE
from searchapp.engines.opensearch_engine.client import Client

pytestmark = pytest.mark.opensearch


def test_loads_and_searches_are_measured_and_nothing_is_left(
    samples: Path, tmp_path: Path, opensearch_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, opensearch_url.split(",")[0])
    queries, figures = tmp_path / "queries.json", tmp_path / "figures.json"
    queries.write_text(json.dumps(["ميناء المرجان", "السد"]), "utf-8")
    options = {"--corpus": samples / "records" / "2023.jsonl", "--queries": queries, "--json": figures}
    command = [sys.executable, "-m", "benchmarks.cluster", "--loads=1", "--rounds=1"]
    command += [f"{name}={value}" for name, value in options.items()]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=True)
    assert "times as long as its own requests, sent directly." in done.stdout
    found = json.loads(figures.read_text("utf-8"))
    assert all(load["client_cpu_s"] > 0 for either in found["loads"].values() for load in either)
    assert all(times["p50_ms"] > 0 for times in found["searches"].values())
    assert not Client(make_settings()).send("GET", f"/{INDEX}*/_settings", expand_wildcards="all")
