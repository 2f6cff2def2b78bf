"""What a server loads before it starts its workers."""

from __future__ import annotations

import gc
import shutil
import sys
from pathlib import Path

import pytest

from searchapp.cli.sharing import share_memory
from searchapp.settings import Settings
from searchapp.web import create_app


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="the system does not show what a process maps")
def test_no_index_is_open_in_a_prepared_app(sample_settings: Settings, tmp_path: Path) -> None:
    # A copy, because other tests have the samples open.
    shutil.copytree(sample_settings.index_dir, tmp_path / "index")
    app = create_app(Settings(index_dir=tmp_path / "index"))
    share_memory(None, None)
    gc.unfreeze()
    assert str(tmp_path) not in Path("/proc/self/maps").read_text(encoding="utf-8")
    assert app.test_client().get("/readyz").status_code == 200
    assert str(tmp_path) in Path("/proc/self/maps").read_text(encoding="utf-8")


def test_templates_are_loaded_once_prepared(sample_settings: Settings) -> None:
    app = create_app(sample_settings)
    assert app.jinja_env.cache is not None
    assert len(app.jinja_env.cache) >= len(app.jinja_env.list_templates(extensions=["html"]))


def test_a_missing_index_is_no_error_and_no_noise(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    create_app(Settings(index_dir=tmp_path / "none"))
    assert capfd.readouterr() == ("", "")


def test_what_the_first_answer_loads_is_loaded(sample_settings: Settings) -> None:
    app = create_app(sample_settings)
    before = set(sys.modules)
    assert app.test_client().get("/search?q=كتاب").status_code == 200
    assert set(sys.modules) == before
