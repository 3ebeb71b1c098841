"""Green energy booked as far as it goes: a column that only books costs nothing, so a window without a price for it may leave it low."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    from tingzhou.network.assembly import Assembly

    Reals = NDArray[np.float64]

__all__ = ["book"]


def book(assembly: Assembly, rows: sparse.csr_array, x: Reals, start: int = 0, stop: int | None = None) -> None:
    """Raise what is booked to what was made and sent, in place.

    Parameters
    ----------
    rows
        Matrix of the year's program by rows.
    x
        Values of all columns, shape (n,).
    start, stop
        Hours that are decided; without ``stop`` the whole year, and bookings of other grains too.
    """
    program = assembly.program
    assert program is not None
    for booking in assembly.bookings:
        hourly = booking.columns.classes == assembly.axis.hours.size
        if stop is not None and not hourly:
            continue
        part = slice(start, stop) if stop is not None else slice(0, booking.columns.classes)
        columns = np.arange(booking.columns.start, booking.columns.stop)[part]
        room = np.full(columns.size, np.inf)
        for first in booking.rows:
            places = np.arange(first, first + booking.columns.classes)[part]
            room = np.minimum(room, program.row_upper[places] - rows[places] @ x)
        x[columns] += np.maximum(room, 0.0)
