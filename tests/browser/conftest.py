"""A real Chromium over the app, served in a thread with the sample articles."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from doc_scripts import load_script
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from searchapp.search import SearchService
from searchapp.settings import Settings
from searchapp.web import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ARGUMENTS = load_script("take_screenshot").ARGUMENTS


class QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """No access log among the test results."""


class Whole:
    """The app, each answer read and closed before it is sent: the server of these tests leaves the file of an answer
    open when a browser drops its connection, which it may at the end of any test.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with closing(ClosingIterator(self._app(environ, start_response))) as answer:
            return [b"".join(answer)]


def find_chromium() -> str | None:
    if Path("/usr/bin/chromium").exists():
        return "/usr/bin/chromium"
    return shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def address(sample_service: SearchService, sample_settings: Settings) -> Iterator[str]:
    """Where the app listens, without a slash at the end."""
    server = make_server(
        "127.0.0.1",
        0,
        Whole(create_app(sample_settings, sample_service)),
        threaded=True,
        request_handler=QuietHandler,
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium here: `apt install chromium` (or google-chrome) to run the browser tests")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[object]:
    """Open a path with options of a browser context; afterwards fail for whatever the console complained of."""
    complaints: list[str] = []
    contexts = []

    def open_path(path: str, **options: object) -> Page:
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
        page.goto(path)
        return page

    yield open_path
    for context in contexts:
        context.close()
    assert complaints == []
