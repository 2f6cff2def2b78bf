"""The OpenAPI document, made from the parameter table and from the classes that are sent."""

from __future__ import annotations

from typing import Any

import msgspec
from apispec import APISpec

import searchapp
from searchapp.settings import Settings
from searchapp.web.api import routes
from searchapp.web.params import MAX_VALUE_CHARS, MAX_VALUES, Param
from searchapp.web.routing import Route
from searchapp.web.schemas import Problem

_REF = "#/components/schemas/{name}"
_PROBLEM_TITLES = {
    "400": "The request is wrong; `detail` says how.",
    "404": "There is no such article.",
    "503": "No answer now (no index yet, or the search took too long); Retry-After says when to try again.",
    "default": "Any other failure, such as another method (405), too large a body (413) or a fault of ours (500).",
}


def build_openapi(settings: Settings) -> dict[str, Any]:
    """The document, OpenAPI 3.1."""
    spec = APISpec(
        title="searchapp",
        version=searchapp.__version__,
        openapi_version="3.1.0",
        info={
            "description": "Full-text search in an archive of Arabic news.",
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
    )
    _, components = msgspec.json.schema_components([*(r.answer for r in routes.all), Problem], ref_template=_REF)
    for name, component in components.items():
        spec.components.schema(name, component)
    for route in routes.all:
        spec.path(path=route.path, operations={"get": _describe_route(route, settings)})
    return spec.to_dict()


def _describe_route(route: Route, settings: Settings) -> dict[str, Any]:
    params = route.list_params(settings) if route.list_params else ()
    parameters = [_describe_param(param) for param in params]
    if route.path_param:
        parameters.insert(
            0,
            {
                "name": route.path_param,
                "in": "path",
                "required": True,
                "description": "The article's id; a slash in it may stand as it is.",
                "schema": {"type": "string"},
            },
        )
    responses = {"200": {"description": "The answer.", "content": _refer("application/json", route.answer)}}
    for status in (*route.problems, "default"):
        responses[status] = {
            "description": _PROBLEM_TITLES[status],
            "content": _refer("application/problem+json", Problem),
        }
    return {
        "operationId": route.name,
        "summary": route.summary,
        "parameters": parameters,
        "responses": responses,
    }


def _refer(content_type: str, answer: type[msgspec.Struct]) -> dict[str, Any]:
    return {content_type: {"schema": {"$ref": _REF.format(name=answer.__name__)}}}


def _describe_param(param: Param) -> dict[str, Any]:
    schema = _describe_values(param)
    if param.many:
        schema = {"type": "array", "items": schema, "maxItems": MAX_VALUES}
    elif param.default is not None:
        schema["default"] = param.default
    described = {
        "name": param.name,
        "in": "query",
        "required": False,
        "description": param.help,
        "schema": schema,
    }
    if param.example is not None:
        described["example"] = [param.example] if param.many else param.example
    return described


def _describe_values(param: Param) -> dict[str, Any]:
    if param.kind == "number":
        return {"type": "integer", "minimum": 1, "maximum": param.most}
    if param.kind == "flag":
        return {"type": "boolean"}
    if param.kind == "choice":
        return {"type": "string", "enum": list(param.choices)}
    return {"type": "string", "maxLength": MAX_VALUE_CHARS} if param.many else {"type": "string"}
