"""Options and kinds of values that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., object])


class _TextType(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic since click 8.4 only
    """Text from the command line. Bytes that are not UTF-8 are wrong usage."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        # Under an ASCII locale Python hands over every Arabic byte as a lone surrogate.
        try:
            return value.encode("utf-8", errors="surrogateescape").decode("utf-8")
        except UnicodeError:
            self.fail("this is not UTF-8 text.", param, ctx)


class _PairType(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """`field=name`, as a pair."""

    name = "field=name"

    def convert(
        self, value: str | tuple[str, str], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        field, equals, name = value.partition("=")
        if not (equals and field and name):
            self.fail(f"{value!r} is not of the form field=name, as in body=content.", param, ctx)
        return field, name


TEXT = _TextType()
PAIR = _PairType()


def json_option(help_text: str) -> Callable[[Function], Function]:
    """The option `--json`, given to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help=help_text)


def collect_pairs(pairs: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """The pairs of a repeated `--map` as a mapping; empty for none.

    Raises click.BadParameter for a field that is given twice.
    """
    mapping: dict[str, str] = {}
    for field, name in pairs:
        if field in mapping:
            raise click.BadParameter(f"{field!r} is given twice.", param_hint="--map")
        mapping[field] = name
    return mapping
