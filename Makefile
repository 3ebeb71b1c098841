# What a developer can do here. Two commands do all the set-up: `make study` and `make test`.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
PEERS ?= .venv-peers
OUT ?= out

.PHONY: help study test test-peers lint docs bench golden format clean

help:
	@echo "make study   create the environment, run the built-in region, write $(OUT)/changji/report.html"
	@echo "make test    create what is needed and run the tests"
	@echo "make test-peers   run the tests beside PyPSA, in an environment of their own"
	@echo "make lint    ruff and mypy"
	@echo "make docs    write the generated reference pages and message catalogues again"
	@echo "make bench   PyPSA and Tingzhou side by side (hours; BENCH=--quick: minutes), CSV and plots in docs/benchmarks"
	@echo "make golden  write the golden tables of the built-in regions again (say why in the changelog)"

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else 1)' || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "The venv module is missing: install the package python3-venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

study: $(VENV)/.ready
	$(BIN)/tingzhou study changji --out $(OUT)/changji

# The solvers of projects (OR-Tools) and of studies (highspy) bring libraries of one name: their tests run in processes of their own.
test: $(VENV)/.ready
	$(BIN)/python -m pytest -q -n 2 --dist load tests/delivery
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --ignore tests/delivery

# PyPSA brings packages that change how others behave (pyarrow under pandas): its tests and benchmarks have an environment of their own.
$(PEERS)/.ready: requirements.lock requirements-peers.lock pyproject.toml
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.lock -r requirements-peers.lock
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

test-peers: $(PEERS)/.ready
	$(PEERS)/bin/python -m pytest -q -n 2 --dist load tests/pypsa_networks

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.ready
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

docs: $(VENV)/.ready
	$(BIN)/python tools/pages.py
	$(BIN)/python tools/catalogues.py

# Everything beside PyPSA in turn, then what has no peer. BENCH=--quick takes minutes.
bench: $(PEERS)/.ready
	$(PEERS)/bin/python tools/bench.py $(BENCH)
	$(PEERS)/bin/python tools/bench_delivery.py
	$(PEERS)/bin/python tools/bench_supervision.py
	$(PEERS)/bin/python tools/bench_reading.py

golden: $(VENV)/.ready
	$(BIN)/python -m pytest -q tests/test_golden.py --update-golden

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache
