"""Units and the kinds they measure, Chinese and international, over ``pint`` with a registry of our own.

Canonical inside: MWh, t, m3, CNY, km, h and their quotients (MW, t/h, CNY/MWh …). 1 a = 8 760 h. What a region's tables
may write is converted once, on reading.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from tingzhou.errors import UsageError

if TYPE_CHECKING:
    import pint

__all__ = ["canonical", "convert", "factor", "known", "parse_header", "same_kind"]

# Bases first, then what is defined by them. A definition is "name = value unit = alias = alias".
_DEFINITIONS = """
h = [time] = hour = 小时 = 时
d = 24 h = day = 天 = 日
a = 8760 h = year = 年
month = 730 h = 月
min = 0.016666666666666666 h = 分钟
MWh = [energy] = 兆瓦时
kWh = 0.001 MWh = 千瓦时 = 度
GWh = 1000 MWh = 吉瓦时
TWh = 1000000 MWh = 太瓦时
GJ = 0.2777777777777778 MWh = 吉焦
MJ = 0.0002777777777777778 MWh = 兆焦
tce = 8.141 MWh = 吨标准煤 = 吨标煤
kgce = 0.008141 MWh = 千克标准煤 = 千克标煤
gce = 0.000008141 MWh = 克标准煤 = 克标煤
MW = 1 MWh/h = 兆瓦
kW = 0.001 MW = 千瓦
GW = 1000 MW = 吉瓦
W = 0.000001 MW = 瓦
t = [mass] = 吨
kg = 0.001 t = 千克 = 公斤
g = 0.000001 t = 克
kt = 1000 t
Mt = 1000000 t
m3 = [volume] = 立方米 = 方
mcm = 1000000 m3
bcm = 1000000000 m3
km = [length] = 公里 = 千米
m = 0.001 km = 米
CNY = [currency] = 元 = 人民币元 = RMB = yuan
deg = [angle] = 度角
m2 = [area] = 平方米
mu = 666.6666666666666 m2 = 亩
ha = 10000 m2 = 公顷
piece = [count] = 台 = 套 = 件 = 只 = 片 = 锭 = 头 = 座
ohm = [resistance]
percent = 0.01
permille = 0.001
"""
_PREFIXES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7, "亿": 1e8, "十亿": 1e9,
             "百亿": 1e10, "千亿": 1e11, "万亿": 1e12}  # fmt: skip
_SPELLING = {"％": "percent", "%": "percent", "‰": "permille", "m³": "m3", "m²": "m2", "·": "*", "×": "*", "／": "/",
             "（": "(", "）": ")", "t CO2": "t", "tCO2": "t"}  # fmt: skip
_HEADER = re.compile(r"^\s*(?P<name>[^\[\]]*?)\s*(?:[\[［](?P<unit>[^\[\]［］]*)[\]］])?\s*$")


@cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None, cache_folder=None)
    for line in _DEFINITIONS.strip().splitlines():
        registry.define(line)
    for name, value in _PREFIXES.items():
        registry.define(f"{name}- = {value!r}")
    return registry


@cache
def _unit(text: str) -> pint.Unit:
    """Return the pint unit that ``text`` means; raises ``UsageError`` when it means none."""
    spelled = text.strip()
    for written, meant in _SPELLING.items():
        spelled = spelled.replace(written, meant)
    if spelled in ("", "1", "p.u.", "-"):
        return _registry().Unit("")
    try:
        if any(character in spelled for character in "+;=\"'`#@!&|<>"):
            raise ValueError(spelled)
        unit = _registry().parse_units(spelled.replace(" ", ""))
    except Exception as error:
        raise UsageError("the unit '{unit}' is not known", unit=text) from error
    return unit


def known(text: str) -> bool:
    """Tell whether ``text`` is a unit."""
    try:
        _unit(text)
    except UsageError:
        return False
    return True


def same_kind(first: str, second: str) -> bool:
    """Tell whether two units measure the same kind of quantity."""
    return bool(_unit(first).dimensionality == _unit(second).dimensionality)


@cache
def factor(unit: str, to: str) -> float:
    """Return the number of ``to`` in one ``unit``.

    Raises
    ------
    UsageError
        When one is unknown or they measure different kinds.
    """
    if unit == to:
        return 1.0
    if not same_kind(unit, to):
        raise UsageError("{unit} and {to} do not measure the same kind of quantity", unit=unit, to=to)
    ratio = float(_registry().Quantity(1.0, _unit(unit)).to(_unit(to)).magnitude)
    rounded = float(f"{ratio:.14g}")  # chains of decimal factors end a bit off a power of ten; 14 digits mend them
    return rounded if rounded else ratio


def convert(value: float, unit: str, to: str) -> float:
    """Return ``value`` [unit] in ``to``."""
    return value * factor(unit, to)


def canonical(unit: str) -> str:
    """Return the canonical unit of the kind that ``unit`` measures: MWh, MW, t, m3, CNY, km, h, or ``unit`` itself."""
    for candidate in (
        "MWh",
        "MW",
        "t",
        "t/h",
        "m3",
        "m3/h",
        "m2",
        "piece",
        "CNY",
        "km",
        "h",
        "deg",
        "1",
        "CNY/MWh",
        "CNY/t",
        "CNY/m3",
    ):
        if same_kind(unit, candidate):
            return candidate
    return unit


def parse_header(text: str) -> tuple[str, str | None]:
    """Return name and unit of a header: ``装机容量 [万千瓦]`` → (``装机容量``, ``万千瓦``); unit ``None`` when there is none."""
    match = _HEADER.match(text)
    if match is None:
        return text.strip(), None
    unit = match["unit"]
    return match["name"].strip(), unit.strip() if unit is not None else None
