"""The shell scripts behind make."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def write_program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def make_venv(python: str, venv: Path) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "scripts" / "make_venv.sh"), python, str(venv)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = make_venv("python3.99", tmp_path / "venv")
    assert result.returncode == 1
    assert result.stderr.startswith("searchapp: there is no 'python3.99'; ")


def test_too_old_a_python_is_refused(tmp_path: Path) -> None:
    old = write_program(tmp_path / "python3.8", 'case "$1" in --version) echo Python 3.8.10;; *) exit 1;; esac')
    result = make_venv(str(old), tmp_path / "venv")
    assert result.returncode == 1
    assert "Python 3.8.10 is too old" in result.stderr


def test_an_environment_of_the_same_version_is_kept(tmp_path: Path) -> None:
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "venv" / "kept").touch()
    assert make_venv(sys.executable, tmp_path / "venv").returncode == 0
    assert (tmp_path / "venv" / "kept").exists()


@pytest.mark.slow
def test_an_environment_of_another_version_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    write_program(tmp_path / "venv" / "bin" / "python", 'echo "(3, 8)"')
    assert make_venv(sys.executable, tmp_path / "venv").returncode == 0
    result = subprocess.run([tmp_path / "venv" / "bin" / "python", "-m", "pip", "--version"], capture_output=True)
    assert result.returncode == 0


def test_a_browser_that_is_there_is_not_installed_again(tmp_path: Path) -> None:
    write_program(tmp_path / "chromium", "exit 0")
    write_program(tmp_path / "apt-get", "echo called >&2; exit 1")
    env = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run([ROOT / "scripts" / "install_browser.sh"], env=env, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")


def test_a_browser_that_cannot_be_installed_is_no_failure(tmp_path: Path) -> None:
    for name, text in {"id": "echo 1000", "sudo": "exit 1", "apt-get": "echo called; exit 0"}.items():
        write_program(tmp_path / name, text)
    (tmp_path / "bash").symlink_to("/bin/bash")
    env = {"PATH": str(tmp_path)}
    result = subprocess.run(
        ["/bin/bash", ROOT / "scripts" / "install_browser.sh"], env=env, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "")
    assert "the browser tests will be skipped" in result.stderr


@pytest.mark.parametrize("script", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_sound_and_executable(script: Path) -> None:
    assert os.access(script, os.X_OK)
    shell = script.read_text().splitlines()[0].split()[-1].removeprefix("#!")
    assert subprocess.run([shell, "-n", script], capture_output=True, check=False).stderr == b""


def test_continuous_integration_calls_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "make test"
