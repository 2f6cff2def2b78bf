"""`searchapp analyze`: what the analyzer makes of a text."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from searchapp.cli.options import TEXT, json_option
from searchapp.cli.terminal import render_table
from searchapp.errors import NoIndexError, UnavailableError
from searchapp.settings import load_settings


@click.command()
@click.argument("text", required=False, type=TEXT)
@json_option("Print one JSON object.")
def analyze(text: str | None, as_json: bool) -> None:
    """Show the tokens of TEXT: the forms in which each word is found.

    Stems are those of the index, which has learned them from its articles; where there is none, those of the words
    that ship. The table's heading names the index, and so does "index" in JSON, which is null for none.

    With no TEXT, reads lines (UTF-8) from standard input and prints one JSON object for each. A line that is
    not UTF-8 is named on standard error and left out, and the exit status is 1. Offsets are characters of the
    text, end exclusive.

    \b
    Examples:
      searchapp analyze "وَالمسؤولون في بغداد"
      searchapp analyze --json "كوريا الشمالية"
      searchapp analyze < sentences.txt > tokens.jsonl
    """
    stems = _open_stems()
    if text is None:
        _encode_lines(stems)
    elif as_json:
        click.echo(_encode(text, stems))
    else:
        _print_tokens(text, stems)


@dataclass(frozen=True, slots=True)
class _Stems:
    """The stem of an exact form, and the generation that knows it so; None where there is no index."""

    find: Callable[[str], str]
    index: str | None


def _open_stems() -> _Stems:
    """The stems of the index. One that cannot be read is named on standard error, and passed over."""
    from searchapp import arabic
    from searchapp.engines.register import open_engine

    try:
        reader = open_engine(load_settings()).reader()
    except NoIndexError:
        return _Stems(arabic.stem, None)
    except UnavailableError as error:
        click.echo(f"searchapp: {error.message} Stems are those of the words that ship.", err=True)
        return _Stems(arabic.stem, None)
    return _Stems(reader.stem, reader.generation)


def _encode_lines(stems: _Stems) -> None:
    """Print an object for each line of standard input. Exits with status 1 when one is not UTF-8."""
    broken = False
    # Bytes, because a text stream would also break lines at a lone carriage return.
    for number, raw in enumerate(sys.stdin.buffer, 1):
        try:
            text = raw.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8")
        except UnicodeDecodeError as error:
            broken = True
            click.echo(f"searchapp: line {number} is not UTF-8 at byte {error.start + 1}; it was left out.", err=True)
        else:
            click.echo(_encode(text, stems))
    if broken:
        raise click.exceptions.Exit(1)


def _encode(text: str, stems: _Stems) -> str:
    from searchapp import arabic

    tokens = [
        {
            "text": token.text,
            "start": token.start,
            "end": token.end,
            "exact": token.exact,
            "stem": stems.find(token.exact),
        }
        for token in arabic.analyze(text)
    ]
    return json.dumps({"text": text, "index": stems.index, "tokens": tokens}, ensure_ascii=False)


def _print_tokens(text: str, stems: _Stems) -> None:
    from searchapp import arabic

    rows = [
        [str(token.start), str(token.end), token.text, token.exact, stems.find(token.exact)]
        for token in arabic.analyze(text)
    ]
    heading = "stem" if stems.index is None else f"stem in {stems.index}"
    for line in render_table(["start", "end", "text", "exact", heading], rows):
        click.echo(line)
