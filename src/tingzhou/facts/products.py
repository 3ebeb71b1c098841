"""The goods that figures speak of: named in a subject's own words, else the one its indicator always means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tingzhou.facts.indicators import indicators
from tingzhou.facts.rules import by_beginning, rows

__all__ = ["Product", "product_of", "products"]

# What may follow the name of a good when the figure still speaks of the good: 原煤产量 yes, 煤炭企业 and 汽车制造业 no.
_TAIL = re.compile(
    r"(?:总|年|月|累计|日均|实际|规模|全部|新增|综合|本地|就地|年度|市场化|交易|保有|探明|预测|可采)*"
    r"(?:产量|生产|产能|生产能力|产销量|加工量|储量|资源量|资源储量|基础储量|销量|销售量|销售|外运量|外运|外送|外送量|外送电量|净外送|进口量|进口额|进口|出口量|出口额|出口|消费量|用量|转化量|"
    r"价格|均价|单价|售价|存栏|存栏量|出栏|出栏量|播种面积|种植面积|面积|单产|库存|装置|生产线|项目|基地|电量|交易电量|零售额|销售额|运量|发送量|吞吐量|保有量|占比|比重|产值|转化率|自给率|产销率)?$"
)
_AMOUNTS = frozenset(("power", "energy", "mass", "volume", "money", "area", "length", "count", "apparent_power"))
_QUANTITY = re.compile("(?:(?<!机组)产量|电量|发电|生产|外运|外送|面积)$")


@dataclass(frozen=True, slots=True)
class Product:
    """One good: id, names, and the division of GB/T 4754 that makes it."""

    id: str
    name_zh: str
    aliases: tuple[str, ...]
    name_en: str
    sector: str


@cache
def products() -> dict[str, Product]:
    """Return id → product."""
    return {
        row["id"]: Product(row["id"], row["name_zh"], tuple(filter(None, row["aliases"].split(";"))), row["name_en"], row["sector"])
        for row in rows("products")
    }


@cache
def _heads() -> dict[str, list[tuple[str, str]]]:
    """Return first character → (name, id), longest first."""
    return by_beginning(((word, one.id) for one in products().values() for word in (one.name_zh, *one.aliases)), 1)


@cache
def _of_indicators() -> dict[str, str]:
    return {row["id"]: row["product"] for row in rows("indicators") if row["product"]}


@lru_cache(maxsize=20_000)
def product_of(subject: str, indicator: str = "", unit_kind: str = "") -> str:
    """Return the id of the good that a subject names, else the one of its indicator, else nothing.

    The indicator's own good holds only for a figure of a kind that measures it (发电量 in kWh), or for a rate of a subject that ends
    with a quantity: 光伏 in kW is a capacity and no electricity. Of several the last holds (Chinese puts the head noun last): 煤制甲醇产量 is methanol, 煤炭开采和洗选业 is none. A name of one
    character counts only where the subject begins with it.
    """
    best, reach = "", 0
    heads = _heads()
    for index, sign in enumerate(subject):
        for word, name in heads.get(sign, ()):
            end = index + len(word)
            if subject.startswith(word, index):
                if end > reach and (len(word) > 1 or index == 0) and _TAIL.match(subject, end):
                    best, reach = name, end
                break
    if best or indicator not in _of_indicators():
        return best
    kinds = indicators()[indicator].unit_kinds
    good = unit_kind in kinds or (unit_kind not in _AMOUNTS and _QUANTITY.search(subject) is not None)
    return _of_indicators()[indicator] if good else ""
