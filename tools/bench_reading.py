"""What a long text costs: reading it, keeping its facts in a ledger, checking them against each other; each size in a fresh process.

The text is that of the annotated test texts over and over, with other digits each time, so that its facts differ. Without arguments
1, 2, 4 and 10 MB: the columns must grow with the size and no faster; then texts whose sentences never end.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = ("1", "2", "4", "10")
ENDLESS = (  # what a sentence or a line never ends: time must grow with the text here too
    "走进昌吉高新区的恒驰公司,产值3亿元,",
    "在昌吉市某某公司,“产值3亿元。”公司总经理说,公司产值2亿元。",
    "2月26日上午,集中开工活动举行,项目总投资3亿元,当天开工的医院投资2亿元,",
    "今年春节假期,12月30日至1月1日,昌吉市游客3万人次",
    "公司走进昌吉高新区的恒驰公司,产值3亿元。\n",
)
TEXTS = Path(__file__).resolve().parent.parent / "tests" / "facts" / "texts"


def text_of(megabytes: float) -> str:
    """Return a text of so many megabytes (UTF-8), always the same one."""
    base = "\n".join(path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*/*.txt")))
    pick, parts, size = random.Random(20241210), [], 0.0
    while size < megabytes * 1e6:
        before = ""
        changed = []
        for sign in base:
            changed.append(pick.choice("0123456789") if sign.isdecimal() and (before.isdecimal() or before == ".") else sign)
            before = sign
        parts.append("".join(changed))
        size += len(parts[-1].encode())
    return "\n".join(parts).encode()[: int(megabytes * 1e6)].decode(errors="ignore")


def measure(megabytes: str) -> None:
    """Read, keep and check a text of one size, and print time and memory of each stage."""
    from tingzhou import facts
    from tingzhou.facts.ledger import Ledger
    from tingzhou.reading.session import check_ledger

    text = text_of(float(megabytes))
    begun = time.perf_counter()

    def told(stage: str) -> None:
        nonlocal begun
        now = time.perf_counter()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(f"{megabytes:>4s} MB {stage:28s} {now - begun:8.2f} s {peak:8.0f} MB\n")
        sys.stdout.flush()
        begun = time.perf_counter()

    reading = facts.read(text, date="2024-12-10")
    told(f"reading {len(reading.facts)} facts")
    with tempfile.TemporaryDirectory() as place, Ledger(Path(place) / "ledger.sqlite", create=True) as book:
        book.add(reading, by="bench", when="2024-12-10")
        told("keeping them")
        results, _ = check_ledger(book, by="bench", when="2024-12-10")
        told(f"{len(results)} checks")
        wrong = book.verify()
        told("proving the ledger")
    if wrong:
        sys.exit(str(wrong[0]))


def measure_endless() -> None:
    """Read texts of one sentence, or of one line over and over, at two sizes each, and print how the time grows."""
    from tingzhou import facts

    facts.read("昌吉州产值3亿元。", date="2024-12-10")
    for unit in ENDLESS:
        times = []
        for size in (100_000, 400_000):
            text = "昌吉州集中开工\n" + unit * (size // len(unit))
            begun = time.perf_counter()
            facts.read(text, date="2024-12-10")
            times.append(time.perf_counter() - begun)
        sys.stdout.write(f"{times[0]:8.2f} s for 100 000 characters {times[1]:8.2f} s for 400 000   {unit.strip()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        measure(sys.argv[2])
    else:
        for size in sys.argv[1:] or SIZES:
            subprocess.run([sys.executable, __file__, "--one", size], check=True)
        measure_endless()
