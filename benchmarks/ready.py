"""An app with one ready answer: what Flask, gunicorn and the client cost before anything is searched.

`service` serves it as it serves the project's own.
"""

from __future__ import annotations

import json

from flask import Flask, Response

ANSWER = json.dumps({"answer": "x" * 5000}).encode()

app = Flask(__name__)


@app.get("/api/v1/search")
@app.get("/readyz")
def answer_ready() -> Response:
    """The answer, 5 KB of JSON."""
    return Response(ANSWER, content_type="application/json")
