"""The group `searchapp` and its commands."""

from __future__ import annotations

import io
import os
import sys

import click

from searchapp import __version__
from searchapp.cli.analyzing import analyze
from searchapp.cli.group import CommandGroup
from searchapp.cli.inspecting import check, settings, status
from searchapp.cli.searching import search
from searchapp.cli.serving import serve
from searchapp.cli.writing import add, delete, reindex

HELP = """\
A search engine for Arabic news archives: a web page, a JSON API and this command line.

\b
Examples:
  searchapp reindex articles/            index a folder of articles
  searchapp search كوريا الشمالية        search it here
  searchapp serve                        serve the web page and the API
  searchapp add new.jsonl                add or replace some articles
  searchapp check                        find out whether the index is whole
  searchapp settings                     show every setting and its variable

\b
Settings come from the environment: SEARCHAPP_INDEX_DIR=/srv/index searchapp status
Exit status: 0 done; 1 failed, or something was skipped under --strict; 2 wrong usage.
"""


@click.group(cls=CommandGroup, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="searchapp", message="%(prog)s %(version)s")
def commands() -> None:
    """Hold the commands; HELP is what a reader sees."""


for command in (reindex, add, delete, search, analyze, status, check, serve, settings):
    commands.add_command(command)


def main() -> None:
    """Run `searchapp` with the process's arguments and exit with its status."""
    # Read when NumPy is loaded. Products of matrices are a small part of the work, and threads that wait for one
    # another would take the cores from the rest of it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for stream in (sys.stdout, sys.stderr):
        # Arabic must come out whatever the locale says, and file names need not be UTF-8 at all.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    commands(prog_name="searchapp")
