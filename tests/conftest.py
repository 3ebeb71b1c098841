"""Shared fixtures: the tiny region, a week of it, and small networks made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from tingzhou import network as networks
from tingzhou import region as regions
from tingzhou.cli import main
from tingzhou.hours import Hours
from tingzhou.planning import profiles_for

settings.register_profile("ci", deadline=None, max_examples=25, suppress_health_check=list(HealthCheck), derandomize=True)
settings.load_profile("ci")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def tiny() -> regions.Region:
    return regions.load("tiny")


@pytest.fixture(scope="session")
def changji() -> regions.Region:
    return regions.load("changji")


def week_of(region: regions.Region, *, hours: int = 168, expand: bool = False, start: str = "2024-01-01") -> networks.Network:
    span = Hours.span(start, hours)
    return networks.build(region, hours=span, profiles=profiles_for(region, span), expand=expand)


@pytest.fixture(scope="session")
def make_week() -> Callable[..., networks.Network]:
    return week_of


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden tables again")


@pytest.fixture(scope="session")
def solved_week(tiny: regions.Region) -> networks.Solution:
    return networks.solve(week_of(tiny.apply("baseline")))


@pytest.fixture
def generator() -> np.random.Generator:
    return np.random.default_rng(20241210)


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    monkeypatch.setenv("TINGZHOU_LANG", "en")

    def call(*words: object) -> Said:
        with pytest.raises(SystemExit) as stop:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err or "--debug" in words
        return Said(int(stop.value.code or 0), captured.out, captured.err)

    return call
