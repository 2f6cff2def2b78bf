"""Errors → answers: problem documents (RFC 9457) for the API, a kind page for readers, a log line for us."""

from __future__ import annotations

import msgspec
from flask import Flask, Response, current_app, make_response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, RequestURITooLarge

from searchapp.settings import Settings
from searchapp.web.addresses import check_path
from searchapp.web.problems import RETRY_AFTER_S, Failure, describe_error
from searchapp.web.schemas import Problem
from searchapp.web.state import choose_lang, get_state, is_for_machines

_CHARACTER_BYTES = 12
"""The most that one character takes in an address: four bytes, each as `%F0`."""
_OTHER_BYTES = 4_000
"""For all of the query string but the query."""


def register_failures(app: Flask) -> None:
    """Make every error of every view an answer, and refuse oversized requests before any view."""
    app.register_error_handler(Exception, answer_error)
    app.before_request(refuse_oversized)
    app.before_request(lambda: check_path(request))


def find_longest_query_string(settings: Settings) -> int:
    """The longest query string of an address, in bytes: the longest query fits in it, and some filters. Servers in
    front often stop at 8,190 bytes of the whole line.
    """
    return _CHARACTER_BYTES * settings.max_query_chars + _OTHER_BYTES


def refuse_oversized() -> None:
    """Raise for too long an address or too large a body, which no view would read."""
    settings = get_state().settings
    # A string of the environment has one character for each byte.
    if len(request.environ.get("QUERY_STRING", "")) > find_longest_query_string(settings):
        raise RequestURITooLarge
    if "CONTENT_LENGTH" in request.environ and (request.content_length or 0) > settings.max_request_bytes:
        raise RequestEntityTooLarge


def answer_error(error: Exception) -> Response | HTTPException:
    """The answer to an error, with the status and headers that it asks for."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error
    failure = describe_error(error, choose_lang(), get_state().settings)
    if failure.status == 500:
        current_app.logger.error("A request failed: %s", request.path, exc_info=error)
    elif failure.status == 503:
        current_app.logger.warning("Not available: %s", error)
    response = _make_problem(failure) if is_for_machines() else _make_page(failure)
    if failure.status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    if isinstance(error, HTTPException) and error.response is None:
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def _make_problem(failure: Failure) -> Response:
    problem = Problem(
        type=f"{request.script_root}/problems/{failure.code}",
        title=failure.title,
        status=failure.status,
        detail=failure.detail,
        instance=request.path,
    )
    return Response(msgspec.json.encode(problem), failure.status, content_type="application/problem+json")


def _make_page(failure: Failure) -> Response:
    typed, most = request.args.get("q", ""), get_state().settings.max_query_chars
    return make_response(render_template("failure.html", failure=failure, q=typed[:most]), failure.status)
