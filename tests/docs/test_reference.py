"""The documents say what is so: settings, commands, options, links, version, house rules."""

from __future__ import annotations

import configparser
import dataclasses
import re
from pathlib import Path
from types import ModuleType

import click
import pytest
from doc_scripts import load_script

import searchapp
from searchapp.cli import commands
from searchapp.settings import Settings, variable

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *(ROOT / "docs").glob("*.md")])
# A path of this project in a command or between backticks: its first folder says so.
PATH = re.compile(r"(?<![\w./-])(?:searchapp|tests|docs|templates|samples|benchmarks|scripts)/[\w./-]*[\w/]")
LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    return load_script("write_reference")


@pytest.fixture(scope="module")
def reference() -> str:
    return (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


def test_the_reference_is_what_the_script_writes(writer: ModuleType, reference: str) -> None:
    assert reference == writer.render_reference(), "run .venv/bin/python docs/write_reference.py"


@pytest.mark.parametrize("name", [item.name for item in dataclasses.fields(Settings)])
def test_every_setting_is_documented(reference: str, name: str) -> None:
    assert f"| `{variable(name)}` |" in reference


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_and_option_is_documented(reference: str, name: str) -> None:
    section = reference.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
    options = [
        opt for param in commands.commands[name].params if isinstance(param, click.Option) for opt in param.opts
    ]
    assert section
    assert [option for option in options if f"`{option}`" not in section] == []


def test_every_option_has_a_help() -> None:
    options = [
        param for each in commands.commands.values() for param in each.params if isinstance(param, click.Option)
    ]
    assert [option.name for option in options if not option.help] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_resolve(page: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8"))]
    local = [link for link in links if link and "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_paths_named_in_the_documents_exist(page: Path) -> None:
    named = re.findall(PATH, page.read_text(encoding="utf-8"))
    assert [path for path in named if not ((ROOT / path).exists() or (page.parent / path).exists())] == []


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_the_house_has_its_documents(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0


def test_the_changelog_has_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(searchapp.__version__)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE)


def test_the_licence_is_the_one_that_the_metadata_names() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    assert config["metadata"]["license"] == "GPL-3.0-or-later"
    assert "GNU GENERAL PUBLIC LICENSE\n                       Version 3" in (ROOT / "LICENSE").read_text()


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    assert re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE) == phony.group(1).split()
