"""`searchapp status`, `check` and `settings`: what there is, whether it is whole, and how it is set."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from searchapp.cli.group import Failure
from searchapp.cli.options import json_option
from searchapp.cli.terminal import make_printable, render_table
from searchapp.errors import SettingError
from searchapp.model import IndexStatus
from searchapp.settings import Settings, load_settings, variable

if TYPE_CHECKING:
    from searchapp.engines.base import CheckReport, GenerationCheck


_USER = re.compile(r"((?:^|,)\s*(?:https?://)?)(?:(?!,\s*https?://).)*@", re.DOTALL)
"""The user and password of an address in a list of them, whatever signs the password has."""


@click.command()
@json_option("Print one JSON object.")
def status(as_json: bool) -> None:
    """Show what the index holds, and who is writing to it.

    \b
    Examples:
      searchapp status
      SEARCHAPP_INDEX_DIR=/srv/index searchapp status --json
    """
    from searchapp.search import open_service

    found = open_service(load_settings()).status()
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False, default=str))
        return
    for line in _describe(found):
        click.echo(make_printable(line))


def _describe(found: IndexStatus) -> list[str]:
    rows = {
        "engine": found.engine,
        "generation": found.generation or "none",
        "articles": f"{found.documents:,}",
        "size": f"{found.size_bytes / 1_000_000:,.1f} MB",
        "created": found.created or "-",
        "writer": found.writer or "none",
        **{str(name): str(value) for name, value in found.details.items()},
    }
    width = max(map(len, rows))
    return [f"{name:<{width}}  {value}" for name, value in rows.items()] + [f"note: {note}" for note in found.notes]


@click.command()
@json_option("Print one JSON object.")
def check(as_json: bool) -> None:
    """Read every byte of the index and say what is damaged.

    Files are compared with the checksums of their writing, and what they hold with each other. A search verifies
    only the beginnings of large files, so run this after a crash of the machine, and before you trust a copy. What
    a killed writer left over is named too; the next one removes it. Exits with status 1 when something is damaged.

    \b
    Examples:
      searchapp check
      SEARCHAPP_INDEX_DIR=/srv/index searchapp check --json
    """
    from searchapp.engines.register import open_engine

    found = open_engine(load_settings()).check()
    if as_json:
        click.echo(json.dumps({"whole": found.whole, **dataclasses.asdict(found)}, ensure_ascii=False))
    else:
        for line in _describe_check(found):
            click.echo(make_printable(line))
    if not found.whole:
        raise Failure(_conclude(found))


def _conclude(found: CheckReport) -> str:
    """What to do about an index that is not whole."""
    if any(each.unread for each in found.generations):
        return "Not all of the index could be read, so nobody can tell whether it is whole."
    if found.serves_whole:
        return "What is served is whole. An older generation is damaged; the next reindex, add or delete removes it."
    return "The index is damaged. Run `searchapp reindex` with your articles to make a new one."


def _judge(found: GenerationCheck) -> str:
    if found.unread:
        return "unread"
    return "damaged" if found.damage else "whole"


def _describe_check(found: CheckReport) -> list[str]:
    header = ["generation", "articles", "size", "verdict"]
    rows = [
        [
            each.name + (" (current)" if each.current else ""),
            f"{each.documents:,}",
            f"{each.size_bytes / 1_000_000:,.1f} MB",
            _judge(each),
        ]
        for each in found.generations
    ]
    damage = [*found.damage, *(line for each in found.generations for line in each.damage)]
    table = render_table(header, rows)
    return table + [f"damage: {line}" for line in damage] + [f"left over: {line}" for line in found.leftovers]


@click.command()
@json_option("Print one JSON array.")
def settings(as_json: bool) -> None:
    """Show every setting, its variable and its value.

    \b
    Examples:
      searchapp settings
      SEARCHAPP_PORT=9000 searchapp settings --json
    """
    table, trouble = list_settings()
    if as_json:
        click.echo(json.dumps(table, ensure_ascii=False))
    else:
        header = ["variable", "default", "value", "unit", "help"]
        for line in render_table(header, [[str(row[name]) for name in header] for row in table]):
            click.echo(line)
    if trouble:
        raise Failure(trouble)


def list_settings() -> tuple[list[dict[str, object]], str | None]:
    """Every setting as a row, and what is wrong with the environment, or None.

    With something wrong the values are the defaults: the table must still show how to put it right.
    """
    trouble = None
    try:
        present = load_settings()
    except SettingError as error:
        present, trouble = load_settings({}), error.message
    return [_describe_setting(item, present) for item in dataclasses.fields(Settings)], trouble


def _describe_setting(item: dataclasses.Field[object], present: Settings) -> dict[str, object]:
    choices = item.metadata["choices"]
    return {
        "variable": variable(item.name),
        "default": _plain(item.default),
        "value": _show_value(item, present),
        "unit": item.metadata["unit"],
        "help": item.metadata["help"] + (f" One of: {', '.join(choices)}." if choices else ""),
    }


def _show_value(item: dataclasses.Field[object], present: Settings) -> object:
    value = _plain(getattr(present, item.name))
    if item.metadata["addresses"]:
        return _USER.sub(r"\1(set)@", str(value))
    return "(set)" if value and item.metadata["secret"] else value


def _plain(value: object) -> object:
    return os.fspath(value) if isinstance(value, Path) else value
