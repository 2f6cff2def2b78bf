"""Write docs/reference.md from the settings and the commands: `.venv/bin/python docs/write_reference.py`."""

from __future__ import annotations

import dataclasses
import inspect
import os
from pathlib import Path

import click

from searchapp.cli import commands
from searchapp.settings import Settings, variable

TARGET = Path(__file__).parent / "reference.md"


def render_reference() -> str:
    """The whole page."""
    lines = ["# Reference", "", "Written by `docs/write_reference.py`; do not edit.", "", "## Settings", ""]
    lines += ["| Variable | Default | Unit | Meaning |", "|---|---|---|---|"]
    lines += [_render_setting(item) for item in dataclasses.fields(Settings)]
    lines += ["", "Unset and empty variables keep the default.", "", "## Commands", ""]
    lines += [inspect.cleandoc(commands.help or "").split("\n", 1)[0], ""]
    for name in sorted(commands.commands):
        lines += _render_command(name, commands.commands[name])
    return "\n".join(lines)


def _render_setting(item: dataclasses.Field[object]) -> str:
    default = os.fspath(item.default) if isinstance(item.default, Path) else item.default
    choices = item.metadata["choices"]
    meaning = item.metadata["help"] + (f" One of: {', '.join(choices)}." if choices else "")
    shown = f"`{default}`" if default != "" else ""
    return f"| `{variable(item.name)}` | {shown} | {item.metadata['unit']} | {meaning} |"


def _render_command(name: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=name)
    usage = " ".join(["searchapp", name, *command.collect_usage_pieces(context)])
    text, _, examples = inspect.cleandoc(command.help or "").partition("\n\n\b\nExamples:\n")
    lines = [f"### {name}", "", f"`{usage}`", "", text, "", "```sh", inspect.cleandoc(examples), "```", ""]
    options = [_render_option(param) for param in command.params if isinstance(param, click.Option)]
    return [*lines, *options, ""] if options else lines


def _render_option(option: click.Option) -> str:
    # Not click's own help record, whose form changes from version to version.
    choices = f" One of: {', '.join(option.type.choices)}." if isinstance(option.type, click.Choice) else ""
    return f"- `{'`, `'.join(option.opts)}`: {option.help}{choices}"


if __name__ == "__main__":
    TARGET.write_text(render_reference(), encoding="utf-8")
