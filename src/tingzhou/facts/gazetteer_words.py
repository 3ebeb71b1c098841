"""Words that decide whether a name of the tables is one in a text: names that begin other words, waters, ports at the sea."""

from __future__ import annotations

import re

__all__ = ["OTHER_WORDS", "PLAIN_WORDS", "SEA_PORTS", "TAILS", "WATERS"]

WATERS = frozenset(("长江", "珠江", "嫩江", "沿江", "黄河", "淮河", "渭河", "汾河", "海河", "辽河", "太湖", "巢湖", "庭湖", "阳湖", "天山", "华山", "泰山", "行山", "连山", "阴山", "兰山"))  # fmt: skip
SEA_PORTS = frozenset(
    f"{name}市"
    for name in [
        "大连",
        "营口",
        "锦州",
        "秦皇岛",
        "唐山",
        "烟台",
        "威海",
        "青岛",
        "日照",
        "连云港",
        "盐城",
        "南通",
        "嘉兴",
        "宁波",
        "舟山",
        "台州",
        "温州",
        "福州",
        "泉州",
        "厦门",
        "漳州",
        "汕头",
        "深圳",
        "广州",
        "珠海",
        "湛江",
        "海口",
        "三亚",
        "北海",
    ]
)
OTHER_WORDS = {  # names of two characters that begin other words
    word: re.compile(after)
    for word, after in (
        ("长治", "久安"),
        ("朝阳", "产业|行业"),
        ("中山", "[路陵装舰]|公园|大学"),
        ("大同", "小异|世界"),
        ("来宾", "[们席]|致辞"),
        ("三明", "治"),
        ("四平", "八"),
        ("日照", "[时充强量条资]|小时"),
        ("白银", "[价产首储]"),
        ("哈密", "瓜"),
        ("宁德", "时代"),
        ("黄山", "风景|毛峰"),
        ("大理", "[石想论]"),
        ("阿里", "巴巴|云"),
        ("江门", "户"),
        ("固原", "来"),
        ("海东", "青"),
        ("吉安", "特"),
        ("商洛", "阳"),
        ("上高", "速|质|端|铁|校|位|新"),
        ("兴国", "战略|之"),
        ("兴业", "银行|证券"),
        ("大新", "闻|型|增|区|城|材"),
        ("将乐", "观|于"),
        ("同心", "协力|同德|圆|共|筑|聚"),
        ("高台", "阶"),
        ("会同", "有关|相关|市|省|县|发改"),
        ("互助", "合作|养老|资金|社|保障|组|会|帮"),
        ("大田", "作物|农业|种植|块"),
        ("杭州", "湾"),
        ("白沙", "[洲河江]"),
        ("红河", "谷"),
    )
}
TAILS = frozenset(("新乡", "昌江"))  # names that end those of villages and rivers
PLAIN_WORDS = frozenset(
    ("矿区", "郊区", "城区", "老城区", "新城区", "东区", "西区", "南区", "北区")
)  # names of districts that are words of every text
