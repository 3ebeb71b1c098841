"""The compiled recursion gives what a filter of a signal library gives, to the last digit."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import lfilter

from tingzhou.weather.recursion import recursion


@pytest.mark.parametrize("root", [0.3, 0.909, 0.9999])
def test_recursion_equals_the_filter(root: float) -> None:
    noise = np.random.default_rng(3).standard_normal(5000)
    assert (recursion(noise, 1.0, -2.0 * root, root**2) == lfilter([1.0], [1.0, -2.0 * root, root**2], noise)).all()
    gain = float(np.sqrt(1.0 - root**2))
    assert (recursion(noise, gain, -root, 0.0) == lfilter([gain], [1.0, -root], noise)).all()
