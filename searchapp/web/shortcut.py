"""The API's search, answered without the rest of Flask: what Flask does around a view took a tenth of a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.wrappers import Request

from searchapp.web.addresses import encode_query, read_args
from searchapp.web.answers import encode_json
from searchapp.web.api import answer_search
from searchapp.web.failures import answer_error, find_longest_query_string
from searchapp.web.links import API_SEARCH_PATH
from searchapp.web.params import list_api_search_params, read_params
from searchapp.web.state import State

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def register_shortcut(app: Flask, state: State) -> None:
    """Answer plain requests for the API's search ahead of the app, as the app would. All others go on to it."""
    # As Flask's documentation has it, for what stands around an app.
    app.wsgi_app = _answer_searches(app, state)  # type: ignore[assignment, method-assign]


def _answer_searches(app: Flask, state: State) -> WSGIApplication:
    others = app.wsgi_app
    params = list_api_search_params(state.settings)
    longest = find_longest_query_string(state.settings)

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        encode_query(environ)
        if not _is_plain_search(environ, longest):
            return others(environ, start_response)
        try:
            values = read_params(read_args(environ), params, forgiving=False)
            root = Request(environ, populate_request=False).script_root if environ.get("SCRIPT_NAME") else ""
            body = encode_json(answer_search(state, values, root))
        except Exception as error:
            with app.request_context(environ):
                return answer_error(error)(environ, start_response)
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return respond


def _is_plain_search(environ: WSGIEnvironment, longest: int) -> bool:
    return (
        environ["PATH_INFO"] == API_SEARCH_PATH
        and environ["REQUEST_METHOD"] == "GET"
        and environ.get("CONTENT_LENGTH", "0") in ("", "0")
        and len(environ.get("QUERY_STRING", "")) <= longest
    )
