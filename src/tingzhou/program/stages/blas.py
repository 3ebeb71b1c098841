"""Dense kernels of BLAS and LAPACK for compiled code: the library that SciPy brings, called without leaving the loop.

The routines are registered as symbols, so that compiled kernels may be kept on disk between runs. Matrices are stored by columns.
"""

from __future__ import annotations

from typing import Any

import llvmlite.binding as llvm
from numba import types
from numba.extending import get_cython_function_address

__all__ = ["dgemm", "dgemv", "dpotrf", "dsyrk", "dtrsm", "dtrsv"]

_pointer: Any = types.CPointer
_INT, _CHAR, _REAL = _pointer(types.int32), _pointer(types.uint8), _pointer(types.float64)


def _routine(module: str, name: str, *arguments: Any) -> Any:
    """Return a routine callable from compiled code; every argument is passed by address, as Fortran does."""
    symbol = f"tingzhou_{name}"
    llvm.add_symbol(symbol, get_cython_function_address(f"scipy.linalg.cython_{module}", name))
    return types.ExternalFunction(symbol, types.void(*arguments))


dpotrf = _routine("lapack", "dpotrf", _CHAR, _INT, _REAL, _INT, _INT)
dtrsm = _routine("blas", "dtrsm", _CHAR, _CHAR, _CHAR, _CHAR, _INT, _INT, _REAL, _REAL, _INT, _REAL, _INT)
dsyrk = _routine("blas", "dsyrk", _CHAR, _CHAR, _INT, _INT, _REAL, _REAL, _INT, _REAL, _REAL, _INT)
dgemm = _routine("blas", "dgemm", _CHAR, _CHAR, _INT, _INT, _INT, _REAL, _REAL, _INT, _REAL, _INT, _REAL, _REAL, _INT)
dgemv = _routine("blas", "dgemv", _CHAR, _INT, _INT, _REAL, _REAL, _INT, _REAL, _INT, _REAL, _REAL, _INT)
dtrsv = _routine("blas", "dtrsv", _CHAR, _CHAR, _CHAR, _INT, _REAL, _INT, _REAL, _INT)
