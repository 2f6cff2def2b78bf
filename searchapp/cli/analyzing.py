"""`searchapp analyze`: what the analyzer makes of a text."""

from __future__ import annotations

import json
import sys

import click

from searchapp.cli.options import TEXT, json_option
from searchapp.cli.terminal import render_table


@click.command()
@click.argument("text", required=False, type=TEXT)
@json_option("Print one JSON object.")
def analyze(text: str | None, as_json: bool) -> None:
    """Show the tokens of TEXT: the form in which each word is found.

    With no TEXT, reads lines (UTF-8) from standard input and prints one JSON object for each. A line that is
    not UTF-8 is named on standard error and left out, and the exit status is 1. Offsets are characters of the
    text, end exclusive.

    \b
    Examples:
      searchapp analyze "وَالمسؤولون في بغداد"
      searchapp analyze --json "كوريا الشمالية"
      searchapp analyze < sentences.txt > tokens.jsonl
    """
    if text is None:
        _encode_lines()
    elif as_json:
        click.echo(_encode(text))
    else:
        _print_tokens(text)


def _encode_lines() -> None:
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
            click.echo(_encode(text))
    if broken:
        raise click.exceptions.Exit(1)


def _encode(text: str) -> str:
    from searchapp import arabic

    tokens = [
        {
            "text": token.text,
            "start": token.start,
            "end": token.end,
            "exact": token.exact,
            "stem": arabic.stem(token.exact),
        }
        for token in arabic.analyze(text)
    ]
    return json.dumps({"text": text, "tokens": tokens}, ensure_ascii=False)


def _print_tokens(text: str) -> None:
    from searchapp import arabic

    rows = [
        [str(token.start), str(token.end), token.text, token.exact, arabic.stem(token.exact)]
        for token in arabic.analyze(text)
    ]
    for line in render_table(["start", "end", "text", "exact", "stem"], rows):
        click.echo(line)
