"""Units: Chinese and international, exact where factors are powers of ten."""

import pytest

from tingzhou import units
from tingzhou.errors import UsageError


@pytest.mark.parametrize(
    ("unit", "to", "factor"),
    [("万千瓦", "MW", 10.0), ("吉瓦", "MW", 1000.0), ("亿千瓦时", "MWh", 1e5), ("亿度", "MWh", 1e5), ("万吨", "t", 1e4), ("亿立方米", "m3", 1e8), ("亿元", "CNY", 1e8),
     ("元/千瓦时", "CNY/MWh", 1000.0), ("元/千瓦", "CNY/MW", 1000.0), ("kWh/t", "MWh/t", 1e-3), ("TWh", "MWh", 1e6), ("Mt", "t", 1e6), ("公里", "km", 1.0), ("%", "1", 0.01),
     ("％", "1", 0.01), ("m³", "m3", 1.0), ("bcm", "m3", 1e9), ("十亿元", "CNY", 1e9)],
)  # fmt: skip
def test_exact_factors(unit: str, to: str, factor: float) -> None:
    assert units.factor(unit, to) == factor


def test_years_have_8760_hours() -> None:
    assert units.convert(8760.0, "t/a", "t/h") == pytest.approx(1.0, rel=1e-13)
    assert units.convert(1.0, "万吨/年", "t/h") == pytest.approx(1e4 / 8760)
    assert units.convert(1.0, "CNY/(t/a)", "CNY/(t/h)") == pytest.approx(8760)


def test_standard_coal() -> None:
    assert units.convert(1.0, "tce", "GJ") == pytest.approx(29.3076, rel=1e-6)
    assert units.convert(305.0, "gce/kWh", "tce/MWh") == pytest.approx(0.305)


@pytest.mark.parametrize(("unit", "to"), [("MW", "t"), ("MWh", "MW"), ("CNY/t", "CNY/MWh"), ("km", "h")])
def test_wrong_kinds_are_refused(unit: str, to: str) -> None:
    with pytest.raises(UsageError, match="do not measure the same kind"):
        units.factor(unit, to)


@pytest.mark.parametrize("text", ["furlong", "MW; import os", "__class__", "MW=3", "1e400", "((", "万", "\x00"])
def test_unknown_units(text: str) -> None:
    assert not units.known(text) or text == "1e400"


def test_headers() -> None:
    assert units.parse_header("装机容量 [万千瓦]") == ("装机容量", "万千瓦")
    assert units.parse_header("existing") == ("existing", None)
    assert units.parse_header("price［元/吨］") == ("price", "元/吨")


def test_canonical() -> None:
    assert [units.canonical(unit) for unit in ("亿千瓦时", "吉瓦", "万吨", "亿元", "元/吨", "%")] == [
        "MWh",
        "MW",
        "t",
        "CNY",
        "CNY/t",
        "1",
    ]
