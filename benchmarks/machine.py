"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("numpy", "whoosh", "tantivy", "gunicorn", "flask")


def describe_machine() -> dict[str, object]:
    """Processor, memory, system and versions, for the record."""
    return {
        "processor": _read_field("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory": _read_field("/proc/meminfo", "MemTotal"),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {"sqlite": sqlite3.sqlite_version} | {name: _find_version(name) for name in _PACKAGES},
        "load_before": round(os.getloadavg()[0], 2),
        "measured": time.strftime("%Y-%m-%d"),
    }


def _read_field(path: str, name: str) -> str:
    file = Path(path)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _find_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
