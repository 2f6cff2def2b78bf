"""The OpenAPI document: valid, complete, and what the API does."""

from __future__ import annotations

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from searchapp.query.repairs import FAULTS, HINTS, STOP_WORDS
from searchapp.search import MAX_DEPTH
from searchapp.web.docs import name_type
from searchapp.web.openapi import build_openapi


@pytest.fixture
def spec(web_settings):
    return build_openapi(web_settings)


def list_operations(spec):
    return [(path, item["get"]) for path, item in spec["paths"].items()]


def test_the_document_is_valid(spec):
    OpenAPIV31SpecValidator(spec).validate()


def test_the_document_is_served(client, spec):
    assert client.get("/api/v1/openapi.json").get_json() == spec


def test_every_route_of_the_api_is_described(app, spec):
    routes = {
        re.sub(r"<[^>]*:?document_id>", "{id}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert routes == set(spec["paths"])


def test_everything_has_a_description(spec):
    for _, operation in list_operations(spec):
        assert operation["summary"]
        assert all(param["description"] for param in operation["parameters"])
        assert all(response["description"] for response in operation["responses"].values())
    for name, schema in spec["components"]["schemas"].items():
        assert schema["description"], name
        for field, shape in schema["properties"].items():
            assert shape["description"], (name, field)


def test_every_code_of_what_is_ignored_is_named(spec):
    named = spec["components"]["schemas"]["UnderstoodQuery"]["properties"]["ignored"]["description"]
    assert all(code in named for code in (*FAULTS, *HINTS, STOP_WORDS))


def test_the_link_to_the_next_page_says_how_deep_pages_go(spec):
    assert f"{MAX_DEPTH:,}" in spec["components"]["schemas"]["PageLinks"]["properties"]["next"]["description"]


def test_every_example_and_default_is_accepted(client, spec):
    for path, operation in list_operations(spec):
        for param in operation["parameters"]:
            if param["in"] == "query":
                for value in (param.get("example"), param["schema"].get("default")):
                    if value is not None:
                        text = {True: "1", False: "0"}.get(value, value) if isinstance(value, bool) else value
                        response = client.get(path.replace("{id}", "a1"), query_string={param["name"]: text})
                        assert response.status_code == 200, (path, param["name"], response.text)


def check_shape(value, schema, schemas, place):
    """That a value has the fields and kinds that a schema names, no more, and no fewer than it requires."""
    if "$ref" in schema:
        return check_shape(value, schemas[schema["$ref"].rpartition("/")[2]], schemas, place)
    if "anyOf" in schema:
        if value is None:
            assert {"type": "null"} in schema["anyOf"], place
            return None
        [schema] = [each for each in schema["anyOf"] if each != {"type": "null"}]
        return check_shape(value, schema, schemas, place)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}
    assert isinstance(value, kinds[schema["type"]]), (place, value)
    if schema["type"] == "object":
        assert set(schema.get("required", ())) <= set(value) <= set(schema["properties"]), place
        for name, inner in value.items():
            check_shape(inner, schema["properties"][name], schemas, f"{place}.{name}")
    elif schema["type"] == "array":
        assert schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)), place
        for part in value:
            check_shape(part, schema["items"], schemas, f"{place}[]")
    return None


def test_any_other_failure_is_described_too(client, spec):
    for path, operation in list_operations(spec):
        assert set(operation["responses"]["default"]["content"]) == {"application/problem+json"}
        refused = client.post(path.replace("{id}", "a1"))
        assert (refused.status_code, refused.content_type) == (405, "application/problem+json")


def test_every_answer_has_the_described_shape(client, spec):
    for path, operation in list_operations(spec):
        answer = client.get(path.replace("{id}", "a1")).get_json()
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        check_shape(answer, schema, spec["components"]["schemas"], path)
    problem = client.get("/api/v1/nothing").get_json(force=True)
    check_shape(problem, spec["components"]["schemas"]["Problem"], spec["components"]["schemas"], "problem")


def test_only_the_explanation_of_a_hit_may_be_missing(spec):
    schemas = spec["components"]["schemas"]
    optional = {
        (name, field) for name, each in schemas.items() for field in set(each["properties"]) - set(each["required"])
    }
    assert optional == {("Hit", "explanation"), ("UnderstoodWord", "distance")}


def test_an_explained_answer_has_the_described_shape(client, spec):
    answer = client.get("/api/v1/search", query_string={"q": "الجسر", "explain": "1"}).get_json()
    schemas = spec["components"]["schemas"]
    check_shape(answer, schemas["SearchAnswer"], schemas, "explained")
    assert all("explanation" in hit for hit in answer["hits"])


def test_the_docs_page_names_every_route_parameter_and_field(get_text, spec):
    text = get_text("/api/v1/docs")
    for path, operation in list_operations(spec):
        assert f"<code>{path}</code>" in text
        assert all(f"<code>{param['name']}</code>" in text for param in operation["parameters"])
    for schema in spec["components"]["schemas"].values():
        assert all(f"<code>{field}</code>" in text for field in schema["properties"])


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ({"type": "string", "format": "date"}, "date"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}, "list of list of integer"),
        ({"enum": ["a", "b"]}, "a | b"),
        ({}, "any"),
    ],
)
def test_a_type_in_words(schema, name):
    assert name_type(schema) == name
