"""How kernels are compiled: once for each machine, kept on disk, run without Python's lock.

Importing this imports Numba, which is an optional extra and takes a while. So only modules of kernels import it, and
these are imported only by what chooses between them and the plain path that each has beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
from numba import types

Function = TypeVar("Function", bound=Callable[..., Any])


def vector(kind: str, *, written: bool = False) -> types.Array:
    """The type of an array of one dimension, such as `vector("uint32")`. A kernel reads it unless it is `written`."""
    return types.Array(getattr(types, kind), 1, "C", readonly=not written)


def compile_kernel(*arguments: types.Type) -> Callable[[Function], Function]:
    """Compile a function for these types of arguments as it is defined, or load what was compiled before.

    Raises RuntimeError where there is no folder to keep what is compiled.
    """

    def compile_function(function: Function) -> Function:
        return cast(Function, numba.njit(arguments, cache=True, nogil=True)(function))

    return compile_function


def compile_part(function: Function) -> Function:
    """Compile a function that kernels call; it becomes part of them."""
    return cast(Function, numba.njit(inline="never", nogil=True)(function))
