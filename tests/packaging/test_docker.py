"""The steps of the Dockerfile, taken outside Docker."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import find_port

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
HEALTH = ROOT / "scripts" / "check_health.sh"


def list_steps(keyword: str) -> list[str]:
    """The arguments of each instruction of a kind, continued lines joined."""
    return re.findall(rf"^{keyword} (.+)$", DOCKERFILE.replace("\\\n", " "), re.MULTILINE)


@pytest.fixture(scope="module")
def installed(
    source: Path,
    tmp_path_factory: pytest.TempPathFactory,
    make_environment: Callable[[Path], Path],
) -> Path:
    """The environment that the RUN step makes from what the COPY steps brought."""
    context, target = tmp_path_factory.mktemp("context"), tmp_path_factory.mktemp("opt") / "searchapp"
    for step in list_steps("COPY"):
        *names, place = step.split()
        for name in names:
            if (source / name).is_dir():
                shutil.copytree(source / name, context / place)
            else:
                shutil.copy2(source / name, context / place)
    make_environment(target)
    (script, _) = shlex.split(list_steps("RUN")[0].partition("&&")[0])
    offline = ["--no-deps", "--no-build-isolation", "-q"]
    result = subprocess.run(
        [script, str(target), *offline], cwd=context, capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip().endswith("searchapp 0.1.0")
    return target


def ask_health(port: int) -> int:
    env = {"SEARCHAPP_PORT": str(port), "PATH": "/usr/bin:/bin"}
    return subprocess.run([HEALTH, sys.executable], env=env, capture_output=True, timeout=30, check=False).returncode


@pytest.mark.slow
def test_the_image_serves_and_is_healthy(installed: Path, clean_env: dict[str, str], tmp_path: Path) -> None:
    port = find_port()
    (command,) = list_steps("CMD")
    name, *arguments = re.findall(r'"([^"]+)"', command)
    env = clean_env | {"SEARCHAPP_PORT": str(port), "SEARCHAPP_HOST": "0.0.0.0", "SEARCHAPP_WORKERS": "1"}
    with subprocess.Popen(
        [installed / "bin" / name, *arguments], cwd=tmp_path, env=env, stderr=subprocess.DEVNULL
    ) as server:
        try:
            for _ in range(100):
                if ask_health(port) == 0:
                    break
                assert server.poll() is None
                time.sleep(0.1)
            assert ask_health(port) == 0
        finally:
            server.terminate()


def test_where_nothing_answers_the_check_fails() -> None:
    assert ask_health(find_port()) != 0


def test_the_image_does_not_run_as_root() -> None:
    assert list_steps("USER") == ["searchapp"]


def test_the_health_check_calls_the_script() -> None:
    assert "/src/scripts/check_health.sh" in DOCKERFILE.partition("HEALTHCHECK")[2]


def test_what_is_copied_is_not_ignored() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {name for step in list_steps("COPY") for name in step.split()[:-1]}
    assert copied == kept


def test_the_variables_are_settings() -> None:
    from searchapp.settings import load_settings

    assignments = dict(re.findall(r"(SEARCHAPP_\w+)=(\S+)", DOCKERFILE))
    assert load_settings(assignments).host == "0.0.0.0"
