"""`searchapp serve`: gunicorn with our settings, in this process."""

from __future__ import annotations

import dataclasses
import errno
import os
import socket
import sys
from typing import TYPE_CHECKING

import click

from searchapp.cli.group import Failure
from searchapp.cli.server import announce, gunicorn_options
from searchapp.settings import Settings, load_settings

if TYPE_CHECKING:
    from flask import Flask


_HANDED_DOWN = ("LISTEN_FDS", "GUNICORN_FD")
"""Variables by which gunicorn is told of sockets that are open."""


@click.command()
@click.option("--host", help="Address to listen on (SEARCHAPP_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (SEARCHAPP_PORT).")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes (SEARCHAPP_WORKERS).")
@click.option("--threads", type=click.IntRange(1, 256), help="Threads of each process (SEARCHAPP_THREADS).")
@click.option("--access-log", is_flag=True, help="Log every request on standard output.")
def serve(host: str | None, port: int | None, workers: int | None, threads: int | None, access_log: bool) -> None:
    """Serve the web page and the API until stopped. A new index is picked up by itself.

    \b
    Examples:
      searchapp serve
      searchapp serve --host 0.0.0.0 --port 9000 --workers 4
      gunicorn wsgi:app          (the same, from the project's folder)
    """
    given = {"host": host, "port": port, "workers": workers, "threads": threads}
    chosen = {name: value for name, value in given.items() if value is not None}
    run_server(dataclasses.replace(load_settings(), **chosen), access_log=access_log)  # type: ignore[arg-type]


def check_free(settings: Settings) -> None:
    """Raise Failure where the address cannot be listened on: gunicorn would try for five seconds and say so by
    eleven lines. A socket that is handed down to gunicorn is left to it.
    """
    if any(name in os.environ for name in _HANDED_DOWN):
        return
    try:
        # As gunicorn does it.
        with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((settings.host, settings.port))
            trial.listen()
    except OSError as error:
        reason = "another program listens there" if error.errno == errno.EADDRINUSE else error.strerror
        raise Failure(
            f"{settings.host}, port {settings.port}, cannot be listened on: {reason}. Choose another with --host and "
            "--port, or SEARCHAPP_HOST and SEARCHAPP_PORT."
        ) from error


def run_server(settings: Settings, *, access_log: bool = False) -> None:
    """Serve with gunicorn until a signal stops it, then exit the process.

    What has to be compiled once on a machine is so by another process, while requests are answered without it. Then
    workers take the place of those that run, as after SIGHUP.
    """
    check_free(settings)
    from gunicorn.app.base import BaseApplication

    from searchapp.cli.preparing import Compiling
    from searchapp.search import open_service
    from searchapp.web import create_app, prepare_app

    compiling = Compiling()

    class Server(BaseApplication):
        loaded: Flask
        prepared = False

        def load_config(self) -> None:
            options = gunicorn_options(settings) | {
                "accesslog": "-" if access_log else None,
                "when_ready": self.begin,
                "on_reload": self.renew,
                "on_exit": lambda _: compiling.stop(),
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:  # type: ignore[override]  # the stubs' start_response returns None
            print("searchapp gets ready.", file=sys.stderr, flush=True)
            self.loaded = create_app(settings, open_service(settings))
            self.prepared = prepare_app(self.loaded, wait=False)
            return self.loaded

        def begin(self, arbiter: object) -> None:
            announce(arbiter)
            if not self.prepared:
                print("It is slower until its loops are compiled, once on this machine.", file=sys.stderr, flush=True)
                compiling.start()

        def renew(self, arbiter: object) -> None:
            prepare_app(self.loaded, wait=False)

    Server().run()
