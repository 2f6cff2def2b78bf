"""Take docs/screenshot.png of the sample articles: `.venv/bin/python docs/take_screenshot.py` (needs Chromium)."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from searchapp.reindex import reindex
from searchapp.settings import Settings
from searchapp.web import create_app

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "screenshot.png"
QUERY = "ميناء المرجان"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def take_screenshot(address: str, chromium: str) -> None:
    """Write the picture of one page of results."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        # The second time: a service that just started shows a time that no reader sees.
        page.goto(f"{address}/search?q={QUERY}")
        page.reload()
        page.screenshot(path=TARGET)
        browser.close()


def main() -> None:
    """Serve the samples from an index that is thrown away, and take the picture."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("take_screenshot: there is no chromium here; on Debian: apt install chromium fonts-noto-core")
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index_dir=Path(folder) / "index")
        reindex(settings, [ROOT / "samples"])
        server = make_server("127.0.0.1", 0, create_app(settings), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        take_screenshot(f"http://127.0.0.1:{server.port}", chromium)
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
