"""One part of the benchmark alone: ``python tools/bench_pypsa.py sites:8x8760 pypsa-direct-build --cap 60``, measured here.

Prints the figures as one line of JSON; ``tools/bench.py`` runs all parts in turn, each through a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys

from benchmark.cases import WAYS, measure


def main() -> None:
    """Measure one way on one case in this process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", help="such as sites:3x730, policy:8x730, region:changji/green-export-2030")
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("--cap", type=float, default=300.0, help="seconds a peer may solve")
    words = parser.parse_args()
    sys.stdout.write(json.dumps(measure(words.case, words.way, words.cap), indent=2) + "\n")


if __name__ == "__main__":
    main()
