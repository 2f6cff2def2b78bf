"""What a server does once, before it starts its workers, so that they share what it loads."""

from __future__ import annotations

from flask import Flask

from searchapp.web.links import API_SEARCH_PATH

_ASKED = (API_SEARCH_PATH, "/search", "/")
_TIMES = 16
"""Python rewrites its code in place as it is run, until it has seen it often enough: not in each worker."""
_WORDS = "العام الجديد"
"""Words that most archives have."""


def warm_up(app: Flask, twin: Flask) -> None:
    """Load the templates of an app, and all that only a first answer loads: the twin gives it.

    The twin is another app, so that no index is open in the first one when workers are forked from it.
    """
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    client = twin.test_client()
    for path in _ASKED * _TIMES:
        client.get(path, query_string={"q": _WORDS}).close()
