"""The API's own description: the OpenAPI document, and a page that shows it."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from searchapp.web.openapi import build_openapi
from searchapp.web.state import get_state

blueprint = Blueprint("docs", __name__)


@blueprint.get("/api/v1/openapi.json")
def get_openapi() -> Response:
    """The OpenAPI document."""
    return Response(msgspec.json.encode(build_openapi(get_state().settings)), content_type="application/json")


@blueprint.get("/api/v1/docs")
def show_docs() -> ResponseReturnValue:
    """The same as a page, which works without scripts; in English, as it says in a frame of another language."""
    spec = build_openapi(get_state().settings)
    return render_template("api_docs.html", q="", spec=spec, name_type=name_type)


def name_type(schema: dict[str, Any]) -> str:
    """A schema in a few words.

    >>> name_type({"type": "array", "items": {"$ref": "#/components/schemas/Hit"}})
    'list of Hit'
    """
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(name_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema.get("type") == "array":
        return f"list of {name_type(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "any"))
