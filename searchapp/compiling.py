"""How kernels are compiled: once for each machine, kept on disk, run without Python's lock.

Numba is an optional extra and takes a while to load. So nothing here loads it before it is asked for, and modules of
kernels are imported only by what chooses between them and the plain path that each has beside it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

_PART: dict[str, Any] = {"inline": "never", "nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Only kernels call a part: what Python would call it by is a third of the time that it takes to compile."""

_log = logging.getLogger(__name__)

_waiting: list[Callable[[], object]] = []
"""Who is to be told that something is compiled; whoever was is no longer here."""


class NotCompiledError(Exception):
    """Something would have to be compiled first, and that was not to be waited for."""


def on_compiling(tell: Callable[[], object] | None) -> None:
    """Have `tell` called, once and by any thread, when this process or one of its workers begins to compile; None: no
    longer. What was compiled before is only loaded, and not told of.
    """
    _waiting[:] = [tell] if tell else []


def tell_compiling() -> None:
    """Tell whoever waits for it that something begins to be compiled."""
    while _waiting:
        _waiting.pop()()


@cache
def can_compile() -> bool:
    """Whether Numba is there, with a folder to keep what it compiles. Loads it."""
    try:
        import numba
        from numba.core.event import register

        numba.njit(cache=True)(vector)
        register("numba:compile", _make_listener(tell_compiling))  # type: ignore[no-untyped-call,unused-ignore]
    except ImportError:
        return False
    except RuntimeError as error:  # no folder: every process would compile anew, which takes longer than it saves
        _log.warning("Nothing is compiled: %s", error)
        return False
    return True


def vector(kind: str, *, written: bool = False) -> Any:
    """The type of an array of one dimension, such as `vector("uint32")`. A kernel reads it unless it is `written`."""
    from numba import types

    return types.Array(getattr(types, kind), 1, "C", readonly=not written)


@contextmanager
def load_only() -> Iterator[None]:
    """Within, what was compiled before is loaded as ever; for anything else NotCompiledError is raised."""
    from numba.core.event import install_listener

    def refuse() -> None:
        raise NotCompiledError

    with install_listener("numba:compile", _make_listener(refuse)):
        yield


def _make_listener(tell: Callable[[], None]) -> Any:
    from numba.core.event import Event, Listener

    class Beginning(Listener):
        def on_start(self, event: Event) -> None:
            tell()

        def on_end(self, event: Event) -> None:
            """Nobody waits for it."""

    return Beginning()


def compile_kernel(*arguments: Any) -> Callable[[Function], Function]:
    """Compile a function for these types of arguments as it is defined, or load what was compiled before."""
    import numba

    def compile_function(function: Function) -> Function:
        return cast(Function, numba.njit(arguments, cache=True, nogil=True)(function))

    return compile_function


def compile_loop(function: Function) -> Function:
    """Compile a function at its first call with each kind of arguments, or load what was compiled before. Its indexes
    are checked, and it keeps the GIL.
    """
    import numba

    return cast(Function, numba.njit(cache=True, boundscheck=True)(function))


def compile_formula(function: Function) -> Function:
    """Compile a function over short arrays that loops call. It checks neither indexes nor divisors, so that several
    numbers are calculated at once; each step is rounded as NumPy rounds it.
    """
    import numba

    return cast(Function, numba.njit(error_model="numpy")(function))


def compile_checked_part(function: Function) -> Function:
    """Compile a function that loops call; its indexes are checked, as theirs are."""
    import numba

    return cast(Function, numba.njit(**_PART, boundscheck=True)(function))


def compile_part(function: Function) -> Function:
    """Compile a function that kernels call; it becomes part of them."""
    import numba

    return cast(Function, numba.njit(**_PART)(function))
