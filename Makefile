# Every task of the project. `make help` lists them. Nothing needs to be set up by hand first.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LANG_OF_REPORTS ?= id

.DEFAULT_GOAL := help
.PHONY: help report report-en site test hostile check lint types bench lock data lab clean

help:  ## list the tasks
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

report: $(READY)  ## make the reports of notebooks/reports.toml in reports/ (Indonesian)
	$(BIN)/indeks report --list notebooks/reports.toml --out reports --lang $(LANG_OF_REPORTS)

report-en: $(READY)  ## the same in English
	$(BIN)/indeks report --list notebooks/reports.toml --out reports --lang en

site: $(READY)  ## build the site over reports/ (part of `make report`)
	$(BIN)/indeks site --out reports

test: $(READY)  ## run every test, a file of them on each core
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

hostile: $(READY)  ## run 1,500 hostile inputs under limits of time and memory, and count what came of them
	PYTHONPATH=src $(BIN)/python -m tests.hostile --seed 2 --cases 1500

lint: $(READY)  ## check style
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(READY)  ## check types
	$(BIN)/mypy

check: lint types test  ## style, types and tests

bench: $(READY)  ## measure speed, memory and the quality of types of innovation
	$(BIN)/python benchmarks/score.py
	$(BIN)/python benchmarks/composite.py
	$(BIN)/python benchmarks/reports.py
	$(BIN)/python benchmarks/typology.py
	$(BIN)/python benchmarks/forecast.py
	$(BIN)/python benchmarks/planning.py

lab: $(READY)  ## open JupyterLab where to begin: notebooks/mulai.ipynb
	$(BIN)/jupyter lab --ServerApp.root_dir=. notebooks/mulai.ipynb

data: $(READY)  ## make data/processed and Kota Contoh anew
	$(BIN)/python -c "from indeks import published; published.build()"
	$(BIN)/python -c "from pathlib import Path; from indeks.example import workbook; workbook.write(Path('data/raw/contoh/kota-contoh-2026.xlsx'))"
	$(BIN)/python -c "from pathlib import Path; from indeks.example import kota_contoh_years; kota_contoh_years.write(Path('data/raw/contoh/kota-contoh-2024-2026'))"

lock:  ## resolve the dependencies anew into requirements.lock (needs uv)
	uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 --no-annotate \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock
	uv pip compile pyproject.toml --group docs --universal --generate-hashes --python-version 3.11 --no-annotate \
		--constraints requirements.lock --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" -o docs/requirements.lock

clean:  ## remove what was made
	rm -rf $(VENV) reports/*/ reports/index*.html .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Debian's Python lacks venv until its package is there; as root it is installed, else the message says how.
$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) not found; call: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { [ "$$(id -u)" = 0 ] && apt-get update -qq \
		&& apt-get install -y -qq python3-venv; } || { echo "Run first: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
