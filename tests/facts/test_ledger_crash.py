"""The ledger under fire: killed while it writes, written by two at once, made by two at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tingzhou.facts.ledger import Ledger

HERE = Path(__file__).parent
# Appends one text after the other and says so when the ledger has it; every second fact is accepted, which is said too.
WRITER = """
import sys
sys.path.insert(0, {here!r})
from ledger_helpers import fact_in, reading_of
from tingzhou.facts.ledger import Ledger
name, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
for k in range(first, first + count):
    text = f"第{{k}}号通报：全州发电量{{k}}亿千瓦时，用电量{{k}}亿度。" + "其余从略。" * 200
    facts = [fact_in(text, f"{{k}}亿千瓦时", "发电量", str(k * 10**8), "kWh", start=str(k), end=str(k)),
             fact_in(text, f"{{k}}亿度", "用电量", str(k * 10**8), "kWh", start=str(k), end=str(k))]
    with Ledger(name, create=True) as ledger:
        added = ledger.add(reading_of(text, facts))
        print("added", *added.new, flush=True)
        for one in added.new[:1]:  # none where another writer brought the text before
            ledger.accept(one, by="writer", when="2025-01-01")
            print("accepted", one, flush=True)
"""


def start(path: Path, first: int, count: int) -> subprocess.Popen[str]:
    code = WRITER.format(here=str(HERE))
    return subprocess.Popen([sys.executable, "-c", code, str(path), str(first), str(count)], stdout=subprocess.PIPE, text=True,
                            env={**os.environ})  # fmt: skip


@pytest.mark.parametrize("delay", [0.004, 0.013, 0.031, 0.067, 0.11, 0.19])
def test_a_kill_loses_no_fact_that_was_said_to_be_there(tmp_path: Path, delay: float) -> None:
    path = tmp_path / "ledger.sqlite"
    process = start(path, 1000, 10_000)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.stdout.readline()  # the first text is in: from here on any moment may be hit
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    lines = process.stdout.read().splitlines()
    process.wait()
    process.stdout.close()
    whole = [line.split() for line in lines if len(line.split()[-1]) == 16]
    with Ledger(path) as ledger:
        held = {one.id: one.state for one in ledger.facts()}
        assert ledger.verify() == []
        texts = {one.id for one in ledger.documents()}
        assert {one.fact.source for one in ledger.facts()} == texts, "a text and its facts come together or not at all"
    for word, *ids in whole:
        assert set(ids) <= set(held)
        if word == "accepted":
            assert held[ids[0]] == "accepted"
    with Ledger(path) as ledger:  # and the ledger is written on
        assert ledger.accept(next(iter(held)), by="x", when="2025-01-02")
    assert not path.with_name("ledger.sqlite-journal").exists()


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    writers = [start(path, 1000, 25), start(path, 2000, 25), start(path, 1000, 25)]  # the third brings the texts of the first
    said = [process.communicate()[0] for process in writers]
    assert [process.returncode for process in writers] == [0, 0, 0]
    with Ledger(path) as ledger:
        held = {one.id: one for one in ledger.facts()}
        assert ledger.verify() == []
        assert len(ledger.documents()) == 50
    assert len(held) == 100
    told = {name for text in said for line in text.splitlines() if line.startswith("added") for name in line.split()[1:]}
    assert told <= set(held)
    numbers = [int(one.fact.value) for one in held.values()]
    assert sorted(numbers) == sorted(k * 10**8 for k in [*range(1000, 1025), *range(2000, 2025)] for _ in range(2))


LONG = """
import sys
sys.path.insert(0, {here!r})
from tingzhou import facts
from tingzhou.facts.ledger import Ledger
name = sys.argv[1]
small = facts.read("2024年，昌吉州发电量900亿千瓦时。", date="2025-01-20")
long = facts.read("".join(f"第{{k}}号：2024年，昌吉州甲{{k}}企业{{k}}家，产值{{k}}.5亿元，增长{{k % 90}}.1%。" for k in range(100, 3100)), date="2025-01-20")
with Ledger(name, create=True) as ledger:
    (one,) = ledger.add(small).new
    ledger.accept(one, by="writer", when="2025-01-21")
    print("accepted", one, len(long.facts), flush=True)
    added = ledger.add(long)
    print("added", len(added.new), flush=True)
"""


@pytest.mark.parametrize("delay", [0.02, 0.15, 0.3, 0.5])
def test_a_kill_in_a_long_text_leaves_all_of_it_or_nothing(tmp_path: Path, delay: float) -> None:
    """Rows go to the file in batches: a kill between two of them loses no accepted fact and leaves no part of the text."""
    path = tmp_path / "ledger.sqlite"
    process = subprocess.Popen([sys.executable, "-c", LONG.format(here=str(HERE)), str(path)], stdout=subprocess.PIPE, text=True,
                               env={**os.environ})  # fmt: skip
    assert process.stdout is not None
    _, name, count = process.stdout.readline().split()
    assert int(count) > 8000
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    said = process.stdout.read()
    process.wait()
    process.stdout.close()
    with Ledger(path) as ledger:
        assert ledger.verify() == []
        held = {one.id: one.state for one in ledger.facts()}
        texts = len(ledger.documents())
    assert held[name] == "accepted"
    if said:
        assert texts == 2, "what was said to be there is there"
    assert (texts, len(held)) in ((1, 1), (2, len(held)))
    assert len(held) == 1 or len(held) > 8000, "all of it or nothing"
