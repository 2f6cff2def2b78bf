"""The headers that every answer carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # What a reader searched for does not travel to the papers that the articles link to.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register_headers(app: Flask) -> None:
    """Set them on every answer of the app, errors included, and a cache header unless the answer has one."""
    # As Flask's documentation has it, for what stands around an app.
    app.wsgi_app = _add_headers(app.wsgi_app)  # type: ignore[assignment, method-assign]


def _add_headers(application: WSGIApplication) -> WSGIApplication:
    # Here each is a tuple in a list; in Flask's answers each would be looked for, checked and copied, every time.
    fixed = list(HEADERS.items())
    fixed_and_cache = [*fixed, ("Cache-Control", "private, no-cache")]

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            has_cache = any(name.lower() == "cache-control" for name, _ in headers)
            return start_response(status, headers + (fixed if has_cache else fixed_and_cache), *failure)

        return application(environ, start)

    return respond
