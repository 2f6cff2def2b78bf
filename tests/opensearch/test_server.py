"""What runs an OpenSearch for tests: when it says that there is none, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import opensearch_server
import pytest
from opensearch_server import NoServerError, ServerFailedError, fetch_server

WAITING = """
import opensearch_server
class Cluster:
    url = "http://here"
    def __init__(self, folder, count, heap_mb):
        (folder / "data").mkdir()
    def start(self): pass
    def stop(self): pass
opensearch_server.Cluster = Cluster
opensearch_server.main()
"""


@pytest.fixture
def nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opensearch_server, "_UNPACKED", tmp_path / "unpacked")


@pytest.mark.usefixtures("nothing_fetched")
def test_a_machine_without_maven_has_no_server_and_a_failed_download_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoServerError, match="mvn"):
        fetch_server()
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\necho no such host\nexit 1\n", "utf-8")
    maven.chmod(0o755)
    with pytest.raises(ServerFailedError, match="no such host"):
        fetch_server()


@pytest.mark.parametrize(("argument", "status"), [("--help", 0), ("start", 2)])
def test_an_argument_starts_no_server(argument: str, status: int) -> None:
    done = subprocess.run(
        [sys.executable, opensearch_server.__file__, argument], capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert "usage" in done.stdout + done.stderr


def test_a_server_that_is_asked_to_end_leaves_no_folder(tmp_path: Path) -> None:
    support = str(Path(opensearch_server.__file__).parent)
    environment = os.environ | {"PYTHONPATH": support, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", WAITING], stdout=subprocess.PIPE, text=True, env=environment) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "http://here\n"
        assert list(tmp_path.glob("*/data"))
        run.send_signal(signal.SIGTERM)
        assert run.wait() == 0
    assert list(tmp_path.iterdir()) == []
