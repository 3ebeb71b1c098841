"""Places that are only compared with or ranked in: 高于全省, 居全国第2位, 东邻甲市."""

from __future__ import annotations

import re

__all__ = ["COMES_HERE", "WORKS_NAMED", "holds_figure", "is_reference_place"]

_FIGURE_AFTER = re.compile(r"\([^()0-9]{0,4}[+-]?[0-9.]+(?:%|[万亿]|[个家])")
_REFERENCE_BEFORE = re.compile(
    r"(?:占|继|跑赢|(?<=[\u4e00-\u9fff])整个|除|除了|不含|不包括|占到|占到了|占了|高于|低于|等于|快于|慢于|高出|超过|居|位居|列|位列|排|排名|排在|跃居|跃升|稳居|升至|保持|比|较|与|同|对|为|是|成为|作为|建成|打造|领跑|领先|优于|好于|高|低|被列入|列入|入选|获评|荣获|达到|面向|辐射|覆盖|服务|走向|供应|我国|向)(?:了)?$"
)
_REFERENCE_AFTER = re.compile(
    r"级|(?:各?(?:地州市?|地市|省份|市州|县市|旗县|旗区|盟市|县区|县市区|[0-9]{1,2}个[\u4e00-\u9fff]{1,3}))?(?:占比|占有率|排名|排位|第|首|最|前列|(?<!提)前[0-9一二三四五十](?![0-9]?(?:个?季|个?月|年))|平均|唯一|领先|同期|同类|先进(?!材料|制造|装备|储能|计算|基础)|重点|重要|统一|总量的|的(?:约|近|超过?)?[0-9.]+(?:%|倍|成|分之)|[\u4e00-\u9fff]{0,8}中的?(?:比重|占比|份额)|[^,;。0-9]{0,6}(?:平均水平|增速[高低快慢](?![于出过])))"
)
_AMONG_MANY = re.compile("[0-9]{1,3}[个家][^,。;0-9]{1,16}?[中里](?:[排居列位由升]|名列|第|,[^,。;0-9]{0,6}[排列居位]第?)")
_NEAR_OR_PART = re.compile("占[^,;。]{0,6}$|[东西南北][邻靠连接临濒倚]$|毗邻$|接壤$|相邻$")

COMES_HERE = re.compile(
    "来的|(?:地区|方面)?(?:来|到|在|赴)[\u4e00-\u9fff]{1,3}(?:投资|落户|建厂|旅客|游客|企业|项目|合作|转移)"
)  # 北京来津投资项目

WORKS_NAMED = re.compile(
    "[\u4e00-\u9fff]{0,6}?(?:国际)?(?:机场|高铁|大桥|隧道|枢纽|水库)(?:、[^,。;0-9]{2,40})?(?:改扩建|扩建|航站区|工程)*(?:全面|顺利|相继|正式)?(?:建成|通车|投运|投用|开工|开通|贯通|启用|通航)[^,。;0-9]{0,8}[,。;]"
)


def is_reference_place(before: str, after: str) -> bool:
    """Tell whether a mention names what is compared with, or ranked in, rather than what the sentence speaks of."""
    if _NEAR_OR_PART.search(before):
        return True
    if "次于" in before and re.search("次于[^,;。]{0,6}[、和与]$", before):
        return True  # 总量仅次于崇左、南宁
    if before[-1:] in ("、", "和", "与") and re.match("(?:(?![列居排位是])[\u4e00-\u9fff]){1,4}第[一二三四五六七八九十0-9]", after):
        return True  # 居全国内河港口第6、全省内河第一
    if after.startswith("之后") and before.endswith(("、", "在", "继", "和", "与")):
        return True  # 在福州、厦门、泉州之后,漳州成为…
    if after.startswith("同期") and (not before or before[-1] in ",;。:而\n"):
        return False  # 隔壁的口岸…;二连浩特口岸同期货运量1287万吨
    if before.endswith(("放到", "放在")) and after.startswith("比"):
        return True  # 放到苏南比,…也有烦恼
    if re.search("与(?:毗邻|相邻|邻近|一河之隔|一江之隔|一山之隔)的$", before) and after.startswith("相比"):
        return True  # 与毗邻的某市相比,
    if re.match("市场(?:占有率|份额)|每年约?[0-9一二三四五六七八九]", after) and before[-1:] in (",", "", "。", "、"):
        return True  # 全球市场占有率超过10%
    if before.endswith(("和", "与", "跟", "同")) and re.match("相?比[,较]", after):
        return True  # 和合肥高新区比,…
    if before.endswith(("第二名", "第一名", "第三名", "第二位", "第一位", "第三位")):
        return True  # 比第二名松阳快1个百分点
    if re.search("前[一二三四五六七八九十][位名强]?的?(?:分别|依次)?[是为]$", before):
        return False  # 增速前三是缙云、松阳、遂昌
    if "省" in after[1:3] and re.match("[三四五六七八九十]{1,2}省(?:区|市)?第", after):
        return True  # 中部六省第2位
    if before.endswith("在") and re.match("[排列居]|位居|名列", after):
        return True  # 在南疆排第二位
    if before.endswith(("在", "居", "列", "于")) and _AMONG_MANY.match(after):
        return True  # 在全市11个县(市、区)中排第3
    return _REFERENCE_BEFORE.search(before) is not None or (_REFERENCE_AFTER.match(after) is not None)


def holds_figure(before: str, after: str) -> bool:
    """Tell whether a place is followed by its own figure in brackets: 依次为西藏(12.5%)、新疆(11.3%)."""
    return before[-1:] not in ("于", "占", "比", "较", "超", "过") and after[:1] == "(" and _FIGURE_AFTER.match(after) is not None
