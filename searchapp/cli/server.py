"""How gunicorn runs the service: one function for `searchapp serve` and for `gunicorn wsgi:app`."""

from __future__ import annotations

import sys
from pathlib import Path

from searchapp.cli.sharing import share_memory
from searchapp.settings import Settings

MAX_REQUEST_LINE_BYTES = 65_536
"""The longest first line of a request that is read. A legal query is up to 12 bytes a character in it, once
percent-encoded, and has at most 5,000 characters; one beyond the app's own bounds is answered by the app, in the
reader's language."""


def gunicorn_options(settings: Settings) -> dict[str, object]:
    """Gunicorn's settings by name, made from ours."""
    options: dict[str, object] = {
        "bind": f"{_bracket(settings.host)}:{settings.port}",
        "workers": settings.workers,
        # Threads keep connections open between requests; the sync worker closes each one.
        "worker_class": "searchapp.cli.worker.Worker",
        "threads": settings.threads,
        # The program is loaded once and shared; each worker maps the index for itself, and its arrays are shared too.
        "preload_app": True,
        "pre_fork": share_memory,
        "child_exit": forget_worker,
        # The other one, which gunicorn takes where it is installed, refuses letters as they are typed.
        "http_parser": "python",
        "keepalive": 15,
        "timeout": 30,
        "graceful_timeout": 10,
        "limit_request_line": MAX_REQUEST_LINE_BYTES,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        # The service stands at the root of its host, and no header may say which page is asked for.
        "forwarder_headers": "",
        # gunicorn's control socket lives in the home folder, which a service's user may not have.
        "control_socket_disable": True,
        "proc_name": "searchapp",
        "when_ready": announce,
    }
    shared_memory = Path("/dev/shm")  # noqa: S108  # gunicorn makes its heartbeat files safely
    if shared_memory.is_dir():
        # The heartbeat file on a slow disk can block a worker until it is killed as dead.
        options["worker_tmp_dir"] = str(shared_memory)
    return options


def forget_worker(arbiter: object, worker: object) -> None:
    """Tell the workers that are left that one is gone."""
    give_back = getattr(worker, "give_back_slot", None)
    if give_back is not None:
        give_back()


def announce(arbiter: object) -> None:
    """Say on standard error where the service listens; gunicorn calls it once the socket is open."""
    for listener in getattr(arbiter, "LISTENERS", []):
        print(f"searchapp serves {listener} (Ctrl-C stops it)", file=sys.stderr, flush=True)


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host
