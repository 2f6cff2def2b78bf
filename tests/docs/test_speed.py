"""The README's figures are those of the kept run."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
from doc_scripts import load_script

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    return load_script("write_speed")


def test_the_readme_has_the_figures_of_the_kept_run(writer: ModuleType) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    result = json.loads(writer.RESULTS.read_text(encoding="utf-8"))
    written = writer.write_block(text, writer.render_figures(result))
    assert text == written, "run .venv/bin/python docs/write_speed.py"


def test_a_text_without_marks_is_refused(writer: ModuleType) -> None:
    with pytest.raises(ValueError, match="no block"):
        writer.write_block("nothing", "figures")
