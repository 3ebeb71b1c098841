"""A fictitious plan for Changji: firms, inspectors, items, and a made-up year of results. Nobody in it exists.

Class shares are those published for Xinjiang (end of 2022: A 48.60, B 41.52, C 6.42, D 3.47 % of 423 900 firms); counties are the
real ones with assumed weights; rates are the demonstration rates, an assumption, because no table of Changji is published.
"""

from __future__ import annotations

import io

import numpy as np

from tingzhou.supervision.canonical import canonical_table
from tingzhou.supervision.presets import preset

__all__ = ["example_files", "example_results"]

COUNTIES = {"昌吉市": 0.36, "阜康市": 0.13, "呼图壁县": 0.11, "玛纳斯县": 0.12, "奇台县": 0.13, "吉木萨尔县": 0.09, "木垒县": 0.06}
_ITEMS = (
    ("registration", "登记事项检查", "registered particulars", "市场监管局", "登记", "", "equal", ""),
    ("food_safety", "食品生产经营检查", "food production and trade", "市场监管局", "食品", "13;14;52;62", "equal", ""),
    ("fire_safety", "消防安全检查", "fire safety", "消防救援局", "", "", "equal", ""),
    ("environment", "排污与固体废物检查", "discharges and solid waste", "生态环境局", "环境", "06;25;26;30;32;44", "equal", ""),
    ("labour", "劳动用工与社保检查", "employment and social insurance", "人社局", "", "", "equal", ""),
    ("work_safety", "安全生产检查", "work safety", "应急管理局", "安全", "06;25;26;30;32;44;48", "sampford", ""),
)  # fmt: skip
_EXACT = 30_000  # largest number of firms for which the example keeps a design with exact joint probabilities
_INDUSTRIES = ("06", "13", "14", "25", "26", "30", "32", "44", "48", "51", "52", "54", "61", "62", "65", "72")

_TOML = """# 虚构示例：昌吉州 2025 年度“双随机、一公开”联合抽查。单位、企业和人员均为虚构。
[plan]
id = "changji-example-2025"
title_zh = "昌吉州 2025 年度双随机联合抽查（虚构示例）"
title_en = "Joint random inspections of Changji, 2025 (fictitious example)"
authority = "虚构的联合抽查办公室"
year = 2025
window_from = 2025-03-03
window_to = 2025-11-28
visits_per_day = 3
fresh_share = 0.2
permanent_seed = ""

# 每户企业一年最多被检查的次数（含已检查次数），按信用风险类别
[caps]
A = 1
B = 1
C = 2
D = 4

# 种子取自事先指定、尚未开出的公共随机数
[randomness]
kind = "lottery"
name = "虚构彩票 2025-02-20 开奖号码"
day = 2025-02-20
"""


def example_files(*, firms: int = 20_000, inspectors: int = 300, seed: int = 2025) -> dict[str, bytes]:
    """Return the files of the plan's folder, name → content; the same seed gives the same files."""
    random = np.random.default_rng(seed)
    counties = list(COUNTIES)
    weights = np.array(list(COUNTIES.values()))
    shares = preset("xinjiang-2022-classes", "class_share")
    parts = np.array(list(shares.values()))
    kinds = random.choice(list(shares), size=firms, p=parts / parts.sum())  # the published shares add up to 1.0001
    where = random.choice(counties, size=firms, p=weights / weights.sum())
    industry = random.choice(_INDUSTRIES, size=firms)
    size = np.round(np.exp(random.normal(2.2, 1.2, size=firms)) + 1)
    used = np.where(random.random(firms) < 0.03, 1, 0)
    quiet = random.random(firms) < 0.01
    numbers = [f"XG{index:08d}" for index in range(1, firms + 1)]
    rows = [(numbers[i], f"虚构企业{i + 1:06d}号", where[i], industry[i], kinds[i], int(size[i]), used[i] or "", "yes" if quiet[i] else "")
            for i in range(firms)]  # fmt: skip
    people = _people(random, inspectors, counties, weights)
    conflicts = [(people[int(p)][0], numbers[int(f)], "declared interest" if even else "former employer") for p, f, even in zip(
        random.integers(0, inspectors, firms // 40), random.permutation(firms)[: firms // 40], random.random(firms // 40) < 0.5,
        strict=True)]  # fmt: skip
    last = [(numbers[int(f)], people[int(p)][0]) for f, p in zip(random.permutation(firms)[: firms // 20],
                                                                random.integers(0, inspectors, firms // 20), strict=True)]  # fmt: skip
    exact = "sampford" if firms <= _EXACT else "equal"
    items = [(*item[:6], exact if item[6] == "sampford" else item[6], "yes", name, low, low, low, "", "inspection_presets: demo", "assumed", "demonstration rate: no table of Changji is published")
             for item in _ITEMS for name, low in preset("demo", "rate").items()]  # fmt: skip
    return {
        "plan.toml": _TOML.encode("utf-8"),
        "firms.csv": canonical_table(("id", "name", "county", "industry", "class", "size", "visits", "undisturbed"), rows),
        "inspectors.csv": canonical_table(("id", "name", "department", "county", "certificates", "leave"), people),
        "inspection_plans.csv": canonical_table(("item", "zh", "en", "department", "certificate", "industries", "design", "capped",
                                                 "class", "rate", "low", "high", "minimum", "source", "quality", "note"), items),
        "conflicts.csv": canonical_table(("inspector", "firm", "reason"), conflicts),
        "last_visits.csv": canonical_table(("firm", "inspector"), last),
    }  # fmt: skip


def _people(random: np.random.Generator, count: int, counties: list[str], weights: np.ndarray) -> list[tuple[str, ...]]:
    departments = sorted({item[3] for item in _ITEMS})
    held = {name: sorted({item[4] for item in _ITEMS if item[3] == name and item[4]}) for name in departments}
    home = random.choice(counties, size=count, p=weights / weights.sum())
    rows: list[tuple[str, ...]] = []
    for index in range(count):
        department = departments[index % len(departments)]
        leave = ""
        if random.random() < 0.3:
            month, day = int(random.integers(3, 11)), int(random.integers(1, 15))
            leave = f"2025-{month:02d}-{day:02d}/2025-{month:02d}-{day + 9:02d}"
        rows.append(
            (f"ZF{index + 1:05d}", f"虚构人员{index + 1:04d}", department, str(home[index]), ";".join(held[department]), leave)
        )
    return rows


def example_results(samples: bytes, *, seed: int = 2025) -> bytes:
    """Return made-up results for a bundle's samples.csv: classes differ in their share of violations, some firms are not found."""
    import csv

    random = np.random.default_rng(seed)
    share = {"A": 0.02, "B": 0.05, "C": 0.15, "D": 0.35}
    rows = []
    for row in csv.DictReader(io.StringIO(samples.decode("utf-8"))):
        violation, gone = random.random() < share.get(row["class"], 0.1), random.random() < 0.01
        rows.append((row["firm"], row["item"], "not_found" if gone else "violation" if violation else "none"))
    return canonical_table(("firm", "item", "outcome"), rows)
