"""One construction at a time: sentences written for these tests, with invented figures; the reading is what a statistician would note.

Each expected figure is ``value unit measure``; the values follow from the sentence by the base units of the house (1 亿千瓦时 = 1e8 kWh …).
"""

from __future__ import annotations

import pytest

from tingzhou.facts import Comparator, Measure, Reading, Status, read


def of(text: str, place: str = "昌吉州", date: str = "2024-12-10") -> Reading:
    return read(text, date=date, place=place)


def figures(text: str, **options: str) -> list[str]:
    return [f"{fact.value} {fact.unit} {fact.measure.value}" for fact in of(text, **options).facts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # scales and units
        ("全州发电量1234.5亿千瓦时。", ["123450000000 kWh level"]),
        ("外送电量620亿度。", ["62000000000 kWh level"]),
        ("煤电装机超3200万千瓦。", ["32000000 kW capacity"]),
        ("风光电资源371.7吉瓦。", ["371700000 kW resource"]),
        ("新能源装机26.5GW。", ["26500000 kW capacity"]),
        ("天然气产量208亿立方米。", ["20800000000 m3 level"]),
        ("原煤产量4.1亿吨。", ["410000000 t level"]),
        ("煤矿核定产能5.2亿吨/年。", ["520000000 t/a capacity"]),
        ("棉花种植面积3万亩。", ["20000000 m2 level"]),  # 1 亩 = 2000/3 m2
        ("造林面积50公顷。", ["500000 m2 level"]),
        ("全州地区生产总值2.5万亿元。", ["2500000000000 CNY level"]),
        ("进出口总额12.3亿美元。", ["1230000000 USD level"]),
        ("高速公路通车里程120公里。", ["120000 m level"]),
        ("综合能源消费量12万吨标准煤。", ["976920000 kWh level"]),  # 8 141 kWh per t of standard coal
        ("昌吉—古泉±1100千伏特高压直流输电工程投运。", ["1100 kV spec"]),
        ("铁路设计时速160公里。", ["160 km/h spec"]),
        ("变电容量达1200万千伏安。", ["12000000 kVA capacity"]),
        # measure words before and after the noun
        ("引进25名院士专家。", ["25 1 count"]),
        ("建成创新平台172家。", ["172 1 count"]),
        ("保障飞机起降7.3万架次，旅客吞吐量130余万人次。", ["73000 1 count", "1300000 1 count"]),
        ("新能源汽车产量3.2万辆。", ["32000 1 count"]),
        ("研发新产品58个、新技术84项、新工艺294项。", ["58 1 count", "84 1 count", "294 1 count"]),
        # Chinese numerals, mixed numerals, approximations in the number
        ("建成三个产业园。", ["3 1 count"]),
        ("落地项目二十余个。", ["20 1 count"]),
        ("投入资金3100多亿元。", ["310000000000 CNY level"]),
        ("六大支柱产业加快发展。", ["6 1 count"]),
        ("粮食产量三千五百万吨。", ["35000000 t level"]),
        # full width
        ("规上工业增加值同比增长１２．３％。", ["12.3 % growth_yoy"]),
        # growth, with its sign
        ("固定资产投资同比增长17.4%。", ["17.4 % growth_yoy"]),
        ("原油产量下降3.5%。", ["-3.5 % growth_yoy"]),
        ("规上工业增加值增速为-1.2%。", ["-1.2 % growth_yoy"]),
        ("工业生产者出厂价格比上年上涨0.2%。", ["0.2 % growth_yoy"]),
        ("规上工业利润降幅为8.6%。", ["-8.6 % growth_yoy"]),
        ("发电量两年平均增长5.9%。", ["5.9 % growth_avg"]),
        ("“十三五”以来煤炭产量年均增长6.1%。", ["6.1 % growth_avg"]),
        ("天然气产量增长1.6倍。", ["160 % growth_yoy"]),
        # multiples
        ("旅客量是上年的2.3倍。", ["2.3 1 ratio"]),
        ("新型储能装机翻一番。", ["2 1 ratio"]),
        ("产值翻两番。", ["4 1 ratio"]),
        # shares, fractions, tenths
        ("煤炭储量占全疆的26%。", ["26 % share"]),
        ("新能源装机占比53.8%。", ["53.8 % share"]),
        ("技改投资占工业投资的比重达49.2%。", ["49.2 % share"]),
        ("电解铝产能占全疆一半。", ["50 % share"]),
        ("原煤产量占全国的八分之一。", ["12.5 % share"]),
        ("民生支出占财政支出的八成以上。", ["80 % share"]),
        ("产值占全州的1/4。", ["25 % share"]),
        ("新材料产值占比由24.1%提高到28.6%。", ["24.1 % share", "28.6 % share"]),
        # rates, per mille
        ("城镇化率为65.2%，比上年末提高0.8个百分点。", ["65.2 % ratio", "0.8 pp change_pp"]),
        ("出生率为7.01‰，自然增长率为-0.45‰。", ["7.01 ‰ ratio", "-0.45 ‰ ratio"]),
        ("居民收入之比为2.51，比上年缩小0.08。", ["2.51 1 ratio", "-0.08 1 change"]),
        # percentage points: difference, change, contribution
        ("固定资产投资增速高于全区10.8个百分点。", ["10.8 pp diff_pp"]),
        ("规上工业增加值增速低于全国1.5个百分点。", ["-1.5 pp diff_pp"]),
        ("规上工业增加值增长8%，比全国高2.2个百分点。", ["8 % growth_yoy", "2.2 pp diff_pp"]),
        ("规上工业增加值增长8%，增速比上月加快0.2个百分点。", ["8 % growth_yoy", "0.2 pp change_pp"]),
        ("发电量增速比9月份放缓3.9个百分点。", ["-3.9 pp change_pp"]),
        ("资产负债率同比回落0.6个百分点。", ["-0.6 pp change_pp"]),
        ("制造业拉动规上工业增加值增长11.4个百分点。", ["11.4 pp contribution_pp"]),
        ("煤炭行业下拉规上工业增速1.2个百分点。", ["-1.2 pp contribution_pp"]),
        ("民间投资对固定资产投资增长的贡献率为68.9%。", ["68.9 % contribution_rate"]),
        # ranks
        ("规上工业总产值居全疆首位。", ["1 rank rank"]),
        ("增速居全省第3位。", ["3 rank rank"]),
        ("经济总量稳居全疆第二。", ["2 rank rank"]),
        ("作为全疆首个千亿级产业园区，准东开发区加快发展。", ["1 rank rank", "100000000000 CNY class_scale"]),
        # classes
        ("打造千亿级煤基产业集群。", ["100000000000 CNY class_scale"]),
        ("是千万千瓦级新能源基地。", ["10000000 kW class_scale"]),
        ("2个万吨级绿氢项目开工。", ["2 1 count", "10000 t class_scale"]),
        # ratio of three
        ("三次产业结构为8.4:40.9:50.7。", ["8.4 % ratio", "40.9 % ratio", "50.7 % ratio"]),
        # changes of amounts
        ("规上工业企业比上年末净增41家。", ["41 1 change"]),
        ("玉米面积减少9万亩。", ["-60000000 m2 change"]),
        ("群众办事平均少跑3次。", ["-3 1 change"]),
        ("申报材料压减60%。", ["-60 % change"]),
        ("新开工项目231个，同比多28个。", ["231 1 count", "28 1 change"]),
        ("新增规上工业企业57家。", ["57 1 count"]),
        # capacity by nouns and by projects
        ("60亿立方米煤制气、560万吨煤制烯烃等重大项目加快推进。", ["6000000000 m3 capacity", "5600000 t capacity"]),
        ("配套建设10万千瓦/40万千瓦时电化学储能。", ["100000 kW capacity", "400000 kWh capacity"]),
        ("项目年加工能力30万吨。", ["300000 t capacity"]),
        ("最大负荷达5190万千瓦。", ["51900000 kW level"]),
        # investment and duration
        ("该项目总投资82亿元，18天完成审批。", ["8200000000 CNY investment", "18 d duration"]),
        ("企业开办1个工作日办结。", ["1 workday duration"]),
        # seen in one text or another
        ("下降的城市为68个，持平的为2个。", ["68 1 count", "2 1 count"]),
        ("贷款利率下调0.25个百分点至3.6%。", ["-0.25 pp change_pp", "3.6 % ratio"]),
        ("装机占比首次突破四成，达41.3%。", ["40 % share", "41.3 % share"]),
        ("较年初新增装机412万千瓦。", ["4120000 kW capacity"]),
        ("已有83%的企业完成技改，超六成职工参加培训，近半数项目提前竣工。", ["83 % share", "60 % share", "50 % share"]),
        ("新能源并网装机：2850万千瓦；投资：28亿元。", ["28500000 kW capacity", "2800000000 CNY investment"]),
        ("年产绿氢2.1万吨、合成氨12万吨。", ["21000 t capacity", "120000 t capacity"]),
        ("惠及周边10余万居民。", ["100000 1 count"]),
        ("扩建2×66万千瓦机组。", ["1320000 kW capacity"]),
        ("完成年度计划的64%。", ["64 % ratio"]),
        ("人均收入是全国平均水平的95%。", ["95 % ratio"]),
        ("引进2亿元以上项目112个，其中10亿元以上28个。", ["112 1 count", "28 1 count"]),
        ("城乡居民收入比由上年同期的2.60缩小至2.55。", ["2.6 1 ratio", "2.55 1 ratio"]),
        ("PM2.5平均浓度34微克/立方米，下降8.1%。", ["34 μg/m3 level", "-8.1 % growth_yoy"]),
        ("投资的贡献率提高2个百分点。", ["2 pp change_pp"]),
        ("弃风率、弃光率同比分别下降0.5个、0.2个百分点。", ["-0.5 pp change_pp", "-0.2 pp change_pp"]),
        # ranges
        ("固定资产投资增长5%—6%。", ["5/6 % growth_yoy"]),
        ("每年新增岗位10至15个。", ["10/15 1 count"]),
    ],
)
def test_value_unit_measure(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("煤炭、石油储量占全疆的26%、11%。", [("煤炭储量", "26"), ("石油储量", "11")]),
        ("煤炭、多晶硅、电解铝产能占到了全疆一半。", [("煤炭产能", "50"), ("多晶硅产能", "50"), ("电解铝产能", "50")]),
        ("工业投资、技改投资分别增长13.5%、21.7%。", [("工业投资", "13.5"), ("技改投资", "21.7")]),
        ("粗钢、钢材产量分别增长0.8%、下降3.5%。", [("粗钢产量", "0.8"), ("钢材产量", "-3.5")]),
        ("固定资产投资、社会消费品零售总额均增长10%以上。", [("固定资产投资", "10"), ("社会消费品零售总额", "10")]),
        ("光伏、风电装机分别为1432、821.4万千瓦。", [("光伏装机", "14320000"), ("风电装机", "8214000")]),
        ("存栏56.8万头、出栏42.3万头，分别增长4.5%、6.2%。", [("存栏", "568000"), ("出栏", "423000"), ("存栏", "4.5"), ("出栏", "6.2")]),
        ("城乡居民人均可支配收入分别增长4.6%和6.9%。", [("城镇居民人均可支配收入", "4.6"), ("农村居民人均可支配收入", "6.9")]),
        ("采矿业增长3.1%，制造业6.1%。", [("采矿业", "3.1"), ("制造业", "6.1")]),
        ("增速分别提高0.2、1.5和3.1个百分点。", [("增速", "0.2"), ("增速", "1.5"), ("增速", "3.1")]),
        ("原煤产量4.1亿吨，同比增长4.6%。", [("原煤产量", "410000000"), ("原煤产量", "4.6")]),
        ("电力、热力、燃气及水生产和供应业增长7.7%。", [("电力、热力、燃气及水生产和供应业", "7.7")]),
        ("光电子、智能制造、医疗健康三大产业产值均突破百亿元大关。", [("产业产值", "3"), ("光电子产业产值", "10000000000"),
                                                               ("智能制造产业产值", "10000000000"), ("医疗健康产业产值", "10000000000")]),
    ],
)  # fmt: skip
def test_values_belong_to_their_subjects(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(fact.indicator_text, fact.value) for fact in of(text).facts] == expected


@pytest.mark.parametrize(
    ("text", "comparator"),
    [
        ("产值超过100亿元。", ">"), ("产值突破100亿元大关。", ">"), ("产值逾100亿元。", ">"), ("产值100多亿元。", ">"), ("产值达100亿元。", "="),
        ("产值100亿元以上。", ">="), ("产值不低于100亿元。", ">="), ("产值至少100亿元。", ">="), ("产值不足100亿元。", "<"), ("产值不超过100亿元。", "<="),
        ("产值控制在100亿元以内。", "<="), ("产值近100亿元。", "≈"), ("产值约100亿元。", "≈"), ("产值100亿元左右。", "≈"), ("产值接近100亿元。", "≈"),
        ("产值达90亿元以上。", ">="), ("节约100亿元。", "="), ("产值为90—100亿元。", "range"), ("受理比例达90%以上。", ">="),
    ],
)  # fmt: skip
def test_comparators(text: str, comparator: str) -> None:
    (fact,) = of(text).facts
    assert fact.comparator is Comparator(comparator)
    assert bool(fact.lower) == (comparator in (">", ">=", "range"))
    assert bool(fact.upper) == (comparator in ("<", "<=", "range"))


def test_a_comparator_before_a_list_holds_for_all_of_it() -> None:
    assert [fact.comparator.value for fact in of("大米、河蟹品牌价值分别超过520和300亿元。").facts] == [">", ">"]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1月至10月，固定资产投资增长9%。", "2024-01/2024-10"), ("1—8月份，固定资产投资增长9%。", "2024-01/2024-08"),
        ("前三季度，固定资产投资增长9%。", "2024-01/2024-09"), ("上半年，固定资产投资增长9%。", "2024-01/2024-06"),
        ("一季度，固定资产投资增长9%。", "2024-01/2024-03"), ("二季度，固定资产投资增长9%。", "2024-04/2024-06"),
        ("前10个月，固定资产投资增长9%。", "2024-01/2024-10"), ("10月份，规上工业发电量73亿千瓦时。", "2024-10"),
        ("2023年，固定资产投资增长9%。", "2023"), ("去年，固定资产投资增长9%。", "2023"), ("今年以来，固定资产投资增长9%。", "2024"),
        ("2023年1—6月，固定资产投资增长9%。", "2023-01/2023-06"), ("截至9月末，企业达638家。", "2024-09"), ("2023年末，常住人口90万人。", "2023-12"),
        ("每年外送电量620亿度。", "annual"), ("3月20日，31个项目集中开工。", "2024-03-20"), ("固定资产投资增长9%。", "2024"),
        ("到2027年，清洁能源装机力争突破5000万千瓦。", "2027"), ("二〇二三年，固定资产投资增长9%。", "2023"),
    ],
)  # fmt: skip
def test_periods(text: str, period: str) -> None:
    assert [fact.period for fact in of(text).facts] == [period]


def test_quarters_listed_by_name_have_their_own_periods() -> None:
    facts = of("其中一、二、三季度产能利用率分别为73.6%、74.9%、75.1%。").facts
    assert [fact.period for fact in facts] == ["2024-01/2024-03", "2024-04/2024-06", "2024-07/2024-09"]


def test_a_quarter_without_a_subject_of_its_own() -> None:
    facts = of("一季度GDP增长6.8%，二季度7.2%，上半年7.0%。").facts
    assert [(fact.indicator, fact.period, fact.value) for fact in facts] == [
        ("gdp", "2024-01/2024-03", "6.8"),
        ("gdp", "2024-04/2024-06", "7.2"),
        ("gdp", "2024-01/2024-06", "7"),
    ]


def test_a_month_ahead_of_the_document_belongs_to_the_year_before() -> None:
    assert [fact.period for fact in of("1—12月，固定资产投资增长9%。", date="2024-02-05").facts] == ["2023-01/2023-12"]


def test_the_base_of_a_comparison_is_no_period() -> None:
    facts = of("2024年，粮食产量比2020年增长9%。").facts
    assert [(fact.period, fact.reference.text) for fact in facts] == [("2024", "2020年")]


def test_a_rise_from_one_year_to_another_has_two_periods() -> None:
    facts = of("企业由2020年的96家增加到2024年的241家。").facts
    assert [(fact.period, fact.value) for fact in facts] == [("2020", "96"), ("2024", "241")]


def test_the_heading_of_a_section_gives_its_period() -> None:
    text = "一、2024年工作回顾\n新建学校32所。\n二、2025年工作安排\n新建学校40所。"
    assert [fact.period for fact in of(text, date="2025-02-12").facts] == ["2024", "2025"]


def test_a_communique_speaks_of_the_year_of_its_title() -> None:
    text = "2023年国民经济和社会发展统计公报\n全年粮食产量90万吨。年末常住人口80万人。"
    assert [fact.period for fact in of(text, date="2024-03-28").facts] == ["2023", "2023-12"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("木垒哈萨克自治县总投资12亿元的31个重点项目开工。", ["木垒哈萨克自治县"] * 2),
        ("昌吉州煤炭储量占全疆的26%。", ["昌吉回族自治州"]),
        ("全国41个工业大类行业中昌吉州有30个。", ["中华人民共和国", "昌吉回族自治州"]),
        ("谷城县、南漳县分别开工项目6个、5个。", ["谷城县", "南漳县"]),
        ("昌吉州固定资产投资增长17.4%，高于全区增速10.8个百分点。", ["昌吉回族自治州"] * 2),
        ("作为全疆首个千亿级园区，准东开发区产值突破900亿元。", ["新疆准东经济技术开发区"] * 3),
        ("奇台县、木垒县也各有两个项目在建。", ["奇台县", "木垒哈萨克自治县"]),
        ("昌吉州培育新产业。木垒县建成园区3个。开工项目2个。", ["木垒哈萨克自治县", "昌吉回族自治州"]),
        ("增速比全国、全省分别高1.0个、0.7个百分点。", ["昌吉回族自治州"] * 2),
        ("江苏出口额3.1万亿元，浙江2.9万亿元，分别增长8.6%、9.2%。", ["江苏省", "浙江省"] * 2),
        ("奇台县、木垒县产值分别为5亿元、6亿元，合计占全州的9%。", ["奇台县", "木垒哈萨克自治县", "昌吉回族自治州"]),
        ("1.奇台县风电项目：总投资16亿元。", ["奇台县"]),
        ("新疆天业产能20万吨。", ["昌吉回族自治州"]),
        ("木垒县建成园区3个。\n开工项目2个。", ["木垒哈萨克自治县", "昌吉回族自治州"]),
    ],
)
def test_places_carry_over_and_are_reset(text: str, places: list[str]) -> None:
    assert [fact.place_name for fact in of(text).facts] == places


def test_an_alias_that_the_text_defines() -> None:
    text = "在新疆准东经济技术开发区（以下简称五彩新城），项目很多。\n五彩新城新建项目12个。"
    assert [fact.place for fact in of(text).facts] == ["652300-ZD"]


@pytest.mark.parametrize(
    "text",
    [
        "全面推行“双随机”抽查。", "推行“一网通办”。", "“十四五”收官在即。", "推动三次产业协调发展。", "4号发电机组投产。", "发布会（第13场）举行。", "打响第一炮。",
        "实现“两翼齐飞”。", "“两院”院士来访。", "区、州、县三级配合。", "权限一律下放。", "首台风机吊装。", "落地一批企业。", "一个个新政出台。", "获评5A级景区。", "沿G30高速行驶。",
        "统一大市场建设。", "拨打12345热线。", "国发〔2024〕15号文件印发。", "坚持“四个意识”。", "深化“放管服”改革。", "党的二十大精神。", "进入全国百强县。", "5G网络覆盖。", "第一产业稳步发展。",
        "国家级园区一期建设。", "千方百计稳增长。", "PM2.5下降。", "入围500强。", "亿元企业增多。", "24小时自助服务。",
    ],
)  # fmt: skip
def test_no_fact_from_idioms_and_identifiers(text: str) -> None:
    assert of(text).facts == ()


def test_a_veto_is_lifted_by_its_context() -> None:
    """双随机 alone is a phrase; 双随机抽查12次 is counted."""
    assert figures("全市开展“双随机”抽查386次。") == ["386 1 count"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("今年力争原煤产量达到6.2亿吨。", Status.PLAN), ("下半年计划新开工项目200个。", Status.PLAN), ("预计全年粮食产量106万吨。", Status.FORECAST),
        ("原煤产量6.1亿吨。", Status.ACTUAL), ("打造千亿级产业集群。", Status.CLASS), ("年内并网规模将突破1500万千瓦。", Status.PLAN),
    ],
)  # fmt: skip
def test_plans_are_told_from_actuals(text: str, status: Status) -> None:
    assert [fact.status for fact in of(text).facts] == [status]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("规上工业增加值增速高于全国10.8%。", "unit_mismatch"),  # a difference of rates is in percentage points
        ("发电量达到35万亩。", "unit_mismatch"), ("工作推进35%。", "measure_unclear"), ("总数1234。", "unit_missing"), ("惠及数十家企业。", "number_not_understood"),
        ("连续12个月保持增长。", "measure_unclear"), ("打造百万级业务。", "unit_missing"), ("失业率达5万人。", "unit_mismatch"), ("原煤产量120.5。", "unit_missing"),
    ],
)  # fmt: skip
def test_what_is_not_clear_goes_to_the_queue(text: str, reason: str) -> None:
    reading = of(text)
    assert [one.reason for one in reading.unread] == [reason]
    assert not reading.facts
    assert list(reading.queue()) == list(reading.unread)


def test_an_unknown_indicator_is_kept_verbatim_and_queued() -> None:
    reading = of("骆驼文化节吸引观众3.2万人。")
    (fact,) = reading.facts
    assert (fact.indicator, fact.measure) == ("", Measure.COUNT)
    assert fact.review.reason == "indicator_not_in_dictionary"
    assert list(reading.queue()) == [fact]


def test_scope_sector_and_dictionary() -> None:
    first, second = of("规上工业增加值增长8%，煤炭开采和洗选业增加值增长5%。").facts
    assert (first.indicator, first.scope) == ("value_added_industry", "规上")
    assert second.activity == "06"
