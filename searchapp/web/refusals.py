"""The answer to a request that no view can see, because the server could not read it: a whole HTTP message.

No app and no request exist here, so the page speaks both languages at once.
"""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from markupsafe import escape

from searchapp.web.answers import API_LANG
from searchapp.web.headers import HEADERS
from searchapp.web.languages import DIRECTIONS, LANGS, translate
from searchapp.web.problems import KINDS
from searchapp.web.schemas import Problem
from searchapp.web.state import is_machine_path

_PAGE = """<!doctype html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="stylesheet" href="/static/base.css">
<link rel="stylesheet" href="/static/pages.css">
</head>
<body>
<main class="failure">
<p class="status" aria-hidden="true">{status}</p>
{parts}
</main>
</body>
</html>
"""
_PART = """<section lang="{lang}" dir="{direction}">
<h1>{title}</h1>
<p>{cure}</p>
<ul><li><a href="/?lang={lang}">{home}</a></li></ul>
</section>"""


def build_refusal(code: str, path: str | None) -> bytes:
    """The whole answer, which closes the connection: a page, or a problem document where the path is the API's.

    `code` is a kind of problem whose cure names no setting. A path of None is unknown: what sends a request
    without a readable first line is a program.
    """
    for_machine = path is None or is_machine_path(path)
    body = _write_problem(code, path) if for_machine else _write_page(code)
    headers = {
        "Content-Type": "application/problem+json" if for_machine else "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Connection": "close",
        **HEADERS,
    }
    status = HTTPStatus(KINDS[code].status)
    lines = [f"HTTP/1.1 {status} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _write_problem(code: str, path: str | None) -> bytes:
    kind = KINDS[code]
    problem = Problem(
        type=f"/problems/{code}",
        title=translate(API_LANG, kind.title),
        status=kind.status,
        detail=translate(API_LANG, kind.cure),
        instance=path or "",
    )
    return msgspec.json.encode(problem)


def _write_page(code: str) -> bytes:
    kind = KINDS[code]
    parts = (
        _PART.format(
            lang=lang,
            direction=DIRECTIONS[lang],
            title=escape(translate(lang, kind.title)),
            cure=escape(translate(lang, kind.cure)),
            home=escape(translate(lang, "To the first page")),
        )
        for lang in LANGS
    )
    title = " – ".join(translate(lang, kind.title) for lang in LANGS)
    return _PAGE.format(title=escape(title), status=kind.status, parts="\n".join(parts)).encode()
