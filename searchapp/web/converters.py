"""How ids stand in paths."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """Any text that is not empty. Unlike Werkzeug's `path`, it may begin with a slash or hold a line end."""

    regex = r"(?s:.+)"
    part_isolating = False
