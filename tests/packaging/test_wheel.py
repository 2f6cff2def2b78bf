"""The wheel and the sdist hold everything, and the wheel works where it is installed."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from email.parser import Parser
from pathlib import Path

import pytest

import searchapp

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory, make_environment: Callable[[Path], Path]) -> Path:
    """The Python of an environment into which the wheel is installed."""
    python = make_environment(tmp_path_factory.mktemp("elsewhere") / "venv")
    # Forced, because pip also sees the project's editable install, which it leaves alone.
    install = ["pip", "install", "-q", "--no-deps", "--no-index", "--force-reinstall", str(wheel)]
    subprocess.run([python, "-m", *install], check=True, timeout=120)
    return python


def list_files(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in files}


def run_python(python: Path, code: str, env: dict[str, str], cwd: Path) -> str:
    result = subprocess.run([python, "-c", code], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_the_wheel_holds_every_file_of_the_package(wheel: Path, source: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    # What the translators' tool reads is of no use where the package is installed.
    held |= {"searchapp/web/translations/babel.cfg", "searchapp/web/translations/messages.pot"}
    assert {f"searchapp/{name}" for name in list_files(source / "searchapp")} - held == set()
    assert {f"searchapp/templates/{name}" for name in list_files(source / "templates")} - held == set()


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    folders = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert folders == {"searchapp", f"searchapp-{searchapp.__version__}.dist-info"}


def test_the_sdist_holds_the_project(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {"setup.cfg", "pyproject.toml", "wsgi.py", "gunicorn.conf.py", "Makefile", "LICENSE", "README.md"} <= held
    assert {"samples", "templates", "tests", "scripts", "docs", "index/README.md"} <= held


def test_the_metadata_name_licence_and_readme(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    name = f"searchapp-{searchapp.__version__}.dist-info"
    metadata = Parser().parsestr(archive.read(f"{name}/METADATA").decode())
    assert "GPL-3.0-or-later" in (metadata["License-Expression"] or metadata["License"])
    assert metadata["Requires-Python"] == ">=3.10"
    assert str(metadata.get_payload()).strip().startswith("# searchapp")
    assert [each for each in archive.namelist() if each.endswith("LICENSE")] != []


def test_the_installed_package_is_its_own(python: Path, clean_env: dict[str, str], tmp_path: Path) -> None:
    where = run_python(python, "import searchapp; print(searchapp.__file__)", clean_env, tmp_path)
    assert Path(where).is_relative_to(python.parents[1])


def test_the_installed_command_indexes_and_the_app_answers_200(
    python: Path, clean_env: dict[str, str], source: Path, tmp_path: Path
) -> None:
    indexing = [str(python.parent / "searchapp"), "reindex", str(source / "samples"), "--quiet"]
    subprocess.run(indexing, env=clean_env, cwd=tmp_path, check=True, timeout=120)
    code = (
        "import re\n"
        "from searchapp.web import create_app\n"
        "client = create_app().test_client()\n"
        "page = client.get('/')\n"
        'style = re.search(r\'href="([^"]+[.]css[^"]*)"\', page.text).group(1)\n'
        "found = client.get('/api/v1/search?q=ميناء')\n"
        "print(page.status_code, client.get(style).status_code, found.json['total'] > 0)\n"
    )
    assert run_python(python, code, clean_env, tmp_path) == "200 200 True"
