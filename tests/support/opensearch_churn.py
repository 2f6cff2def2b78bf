"""A writer to be killed, on OpenSearch: the fixed row of changes of `churn`, until it is ended."""

from __future__ import annotations

import json
import sys

import churn

from searchapp.engines.base import Engine
from searchapp.engines.register import open_engine
from searchapp.errors import NoIndexError
from searchapp.settings import Settings


def make_change(engine: Engine, number: int) -> None:
    """Make change `number`, which must be the next one."""
    written, deleted = churn.list_changes(number)
    with engine.change() if churn.choose_kind(number) == "change" else engine.rebuild() as writer:
        for name in deleted:
            writer.delete(name)
        for name in written:
            writer.add(churn.make_document(name, number))
        writer.add(churn.Document(churn.MARKER, str(number), ""))
        writer.commit()


def write_on(engine: Engine) -> None:
    """Make changes from where the index stands, saying what begins and what is done."""
    try:
        number = churn.read_state(engine.reader())[0] + 1
    except NoIndexError:
        number = 0
    while True:
        churn.say("begin", number)
        make_change(engine, number)
        churn.say("done", number)
        number += 1


if __name__ == "__main__":
    write_on(open_engine(Settings(**json.loads(sys.argv[1]))))
