"""Counts and times told in words (三个, 两条, 一年): many of them are narration, so they are read only where the words count something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tingzhou.facts.lexer import Token

if TYPE_CHECKING:
    from tingzhou.facts.cues import Words

__all__ = ["is_narrated", "is_one_of_it"]

_IN_WORDS = re.compile("[一二两三四五六七八九十]")
_SMALL = 20  # nobody counts twenty and more without meaning the number
_MACHINES = re.compile("台|辆|架|艘|车道")
_WORKS = re.compile("[\u4e00-\u9fff]{0,6}(?:电站|变电站|风电场|煤?矿|水库|泊位|场站|站|桥|码头)")
_CLASSES = re.compile("大类?$")
_NO_CLASS = re.compile(
    "(?:城市(?:[里中]|圈)|关系|方面|难题|问题|原因|因素|看点|变化|特点|亮点|挑战|任务|举措|理念|定位|抓手|引擎|板块|会|班子|战|法宝|机遇|动力|动能|硬仗|趋势|现象|关键|支撑|龙头(?!企业|带动|项目)|核心关切|经济强省)"
)
_MADE = (
    "建|建成|建设|建有|新建|设|设有|设立|有|拥有|共有|现有|各有|新增|增加|引进|签约|开工|竣工|投产|投用|投运|开通|开行|举办|召开|获批|获|创建|培育|形成|打造|"
    "成立|组建|落地|入驻|建起|达|达到|共|共计|新批|核准|备案|认定|入选|新设|在建|续建|储备|谋划|聚集|集聚|关停|淘汰|关闭|退出|整合|撤并|推出|出台|发布|拿下|中标|"
    "分布着?|辖|下辖|覆盖|涉及|涵盖|包括|包含"
)
_COUNTED = re.compile(f"(?:{_MADE})(?:了|起|约|近|超过?)?$")
_OF_A_REGION = re.compile(
    "(?:设区|地级)?(?:地?市州?|州市?|县市区|县|区|盟市?|旗|省)(?:[(][^()]{1,8}[)])?(?:[、和与及中里的(七八六五四三二]|$)"
)
_HELD = re.compile("(?:举办|召开|举行|组织|开展|接待|飞行|开行|发射|累计|共)(?:了|共)?$")
_OFFICIAL = re.compile("“?(?:清单|为民实事|民生实事|国家级|省级|世界级|百亿|千亿|万亿|主导产业|支柱产业)")
_ONE_UNIT = re.compile("一(?:吨|亩|斤|公斤|千克|度|升|方|立方米|克)")
_A_LEVEL = re.compile("亩产|单产|[为是约近到]$")
_ENDS = re.compile("(?:$|[、,;。])")
_TIME_TAKEN = re.compile(
    "(?:不到|不足|仅|只|才|用|用了|需|需要|要|[至到]|为期|工期|周期|时长|家庭|达|历时|期限|寿命|约|近|超过?|为|每年|平均|最长|最短|最快|时间|免费|"
    "少|多|快|慢|早|晚|提前|缩短|压缩|减少|延长|花|花了|耗时|走过|做|干|走|[前后]期|年限|年期|时限|保持|储备|可用|库存|质保|打破[\u4e00-\u9fff]{2,8}|从|由|满|缴纳|提供|符合|自生)(?:了|约|近|超过?|的|整整)*$"
)


def is_one_of_it(token: Token, words: Words) -> bool:
    """Tell whether one unit in words only sets a scene: 一吨铜板,压成…的铜箔, but not a yield (亩产一吨)."""
    return _ONE_UNIT.fullmatch(token.text) is not None and _A_LEVEL.search(words.left) is None


def is_narrated(token: Token, words: Words) -> bool:
    """Tell whether a small count or a time told in words is part of the narration: 用三组数据开场, 甲、乙两个直辖市, 两年白干."""
    if token.unit_kind == "duration" and token.base == "a" and token.upper is None:
        return _TIME_TAKEN.search(words.left) is None  # 增速时隔6年重返前三, 连续稳产37年
    if token.value is None or token.upper is not None or _IN_WORDS.match(token.text) is None:
        return False
    if token.unit_kind == "duration":
        return _TIME_TAKEN.search(words.left) is None and _ENDS.match(words.right) is None
    if token.unit_kind != "count" or token.value >= _SMALL or re.search("[十百千万亿余多几]", token.text[1:]) is not None:
        return False
    if words.left.endswith(("前", "后", "这", "那", "上述", "以上")):
        return True  # 主要集中于前两条
    listed = _sums_up(token, words)
    if listed and re.search("分别|依次", words.rest) is not None:
        return True  # 甲、乙、丙三大集群产值分别…
    if _CLASSES.search(token.text) is not None:
        return _NO_CLASS.search(words.right[:8]) is not None
    if _NO_CLASS.match(words.right) is not None:
        return True  # 有五个看点
    if words.rest.endswith("之一"):
        return False  # 河北省十个重点县之一
    if (
        _MACHINES.match(token.text, 1) is not None
        or (token.text[1] == "座" and _WORKS.match(words.right))
        or _OFFICIAL.match(words.right) is not None
        or (token.value > 3 and token.text[1] == "个" and _OF_A_REGION.match(words.right) is not None)  # 全市十个县(市、区)里
    ):
        return False
    if token.text[1] in "次回趟轮番":
        return _HELD.search(words.left) is None
    return _COUNTED.search(words.left) is None and _ENDS.match(words.right) is None


def _sums_up(token: Token, words: Words) -> bool:
    """Tell whether a count only sums up the names right before it."""
    names = re.split("[、和与及]", re.split("[,:;(]", words.left)[-1])
    alone = _COUNTED.search(words.left) is None  # 甲、乙各有两个
    return alone and len(names) > 1 and len(names) == token.value and all(len(one.strip("“”")) > 1 for one in names)
