"""Static files, with addresses that change when the file does, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, request, url_for

_YEAR_S = 31_536_000
_DAY_S = 86_400


def register_assets(app: Flask) -> None:
    """Give templates `asset_url(name)`, and static answers their cache header."""
    versions = _hash_files(Path(app.static_folder or ""))

    def asset_url(name: str) -> str:
        return url_for("static", filename=name, v=versions[name])

    def serve(filename: str) -> Response:
        response = app.send_static_file(filename)
        if response.status_code in (200, 304):
            known = versions.get(filename)
            if known is not None and request.args.get("v") == known:
                response.headers["Cache-Control"] = f"public, max-age={_YEAR_S}, immutable"
            else:
                response.headers["Cache-Control"] = f"public, max-age={_DAY_S}"
        return response

    app.jinja_env.globals["asset_url"] = asset_url
    app.view_functions["static"] = serve


def _hash_files(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in sorted(folder.glob("*.*"))}
