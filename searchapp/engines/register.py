"""Which engine serves: the one place that knows their names."""

from __future__ import annotations

import os

from searchapp.engines.base import Engine
from searchapp.engines.whoosh_engine.engine import WhooshEngine
from searchapp.settings import Settings

ENGINES = {"whoosh": WhooshEngine}


def open_engine(settings: Settings) -> Engine:
    """The engine that the settings name. Touches no file until it is asked for something."""
    return ENGINES[settings.engine](settings.index_dir, settings.index_workers or os.cpu_count() or 1)
