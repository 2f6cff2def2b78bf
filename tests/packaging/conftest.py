"""A copy of the project, what is built from it, and virtual environments to install it into.

No network is needed: packages that the project depends on come from the environment that runs the tests.
"""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    "build",
    "dist",
    "*.egg-info",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
    "gen-*",
    "CURRENT",
    "LOCK",
)


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project as a fresh clone has it. Building in the project's own folder would leave traces."""
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("source") / "searchapp", ignore=LEFT_OUT)


@pytest.fixture(scope="session")
def built(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was built from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="session")
def make_environment() -> Callable[[Path], Path]:
    """Makes a virtual environment in a folder and returns its Python. It sees the packages of the environment that
    runs the tests, pip among them, after its own.
    """

    def make(folder: Path) -> Path:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=120)
        python = folder / "bin" / "python"
        code = "import site; print(site.getsitepackages()[0])"
        target = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        # The .pth files of a folder named in one are passed over, so the project's editable install stays off.
        (Path(target) / "lent.pth").write_text("\n".join(site.getsitepackages()))
        return python

    return make


@pytest.fixture
def clean_env(tmp_path: Path) -> dict[str, str]:
    """The environment without settings, without Python's own, and with an index folder of the test's own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SEARCHAPP_", "PYTHON", "MAKE"))
    }
    return kept | {"SEARCHAPP_INDEX_DIR": str(tmp_path / "index"), "PYTHONDONTWRITEBYTECODE": "1"}
