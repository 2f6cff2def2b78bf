"""Every command of the README runs, in order, in a copy of the project with a small index of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from serving import find_port

ROOT = Path(__file__).parents[2]
SERVERS = ("make run", "searchapp serve", "gunicorn ")
COPIED = ("README.md", "Makefile", "setup.cfg", "pyproject.toml", "wsgi.py", "gunicorn.conf.py", "scripts", "samples")


def list_blocks() -> list[list[str]]:
    """The commands of each fenced block of shell, without their comments."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [[line.split("  #")[0].rstrip() for line in block.splitlines() if line.strip()] for block in blocks]


BLOCKS = list_blocks()
RUN_IN_ORDER = [block for block in BLOCKS if not block[0].startswith((*SERVERS, "curl "))]
SERVED = [line for block in BLOCKS for line in block if line.startswith(SERVERS)]
ASKED = [line for block in BLOCKS for line in block if line.startswith("curl ")]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose `.venv` is the one that runs the tests."""
    copy = tmp_path_factory.mktemp("clone")
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, copy / name)
    (copy / "index").mkdir()
    (copy / ".venv").mkdir()
    (copy / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    # Tells make that everything is installed: the packaging tests try an installation.
    (copy / ".venv" / ".installed-python3").touch()
    return copy


def make_environment(port: int) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SEARCHAPP_", "MAKE"))}
    return kept | {"PATH": path, "SEARCHAPP_PORT": str(port), "LC_ALL": "C.UTF-8"}


@contextmanager
def serve(command: str, copy: Path) -> Iterator[int]:
    """Run a serving command, wait until it answers, and stop it with the whole of its process group."""
    port = find_port()
    with (copy / "server.log").open("w+") as log:
        server = subprocess.Popen(
            ["bash", "-c", command],
            cwd=copy,
            env=make_environment(port),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", server, copy / "server.log")
            yield port
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"no answer from {address} in 30 s:\n{log.read_text()}")


def run_block(commands: list[str], copy: Path, port: int) -> subprocess.CompletedProcess[str]:
    script = "\n".join(["set -euo pipefail", *commands]).replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    environment = make_environment(port)
    return subprocess.run(
        ["bash", "-c", script], cwd=copy, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_readme_has_commands_of_each_kind() -> None:
    assert SERVED[0] == "make run"
    assert len(RUN_IN_ORDER) >= 2
    assert len(ASKED) >= 4


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("command", SERVED)
def test_serving_commands_serve(command: str, copy: Path) -> None:
    with serve(command, copy) as port, urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
        assert b"<html" in answer.read()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_requests_are_answered(copy: Path) -> None:
    subprocess.run(["bash", "-c", "searchapp reindex samples --quiet"], cwd=copy, env=make_environment(1), check=True)
    with serve("searchapp serve", copy) as port:
        for command in ASKED:
            result = run_block([command], copy, port)
            assert result.returncode == 0, f"{command}\n{result.stderr}"
            assert result.stdout.startswith(("{", "[")), command


@pytest.mark.slow
def test_the_other_commands_succeed(copy: Path) -> None:
    for block in RUN_IN_ORDER:
        result = run_block(block, copy, 1)
        assert result.returncode == 0, f"{block}\n{result.stdout}\n{result.stderr}"


@pytest.mark.slow
def test_searches_of_the_readme_find_something(copy: Path) -> None:
    subprocess.run(["bash", "-c", "searchapp reindex samples --quiet"], cwd=copy, env=make_environment(1), check=True)
    for line in (line for block in RUN_IN_ORDER for line in block if line.startswith("searchapp search")):
        result = run_block([line], copy, 1)
        assert not result.stdout.startswith("0 articles"), line
        assert '"total":0' not in result.stdout, line
