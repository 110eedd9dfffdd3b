# SPDX-License-Identifier: MIT
# `make demo` shows the product, `make test` tests it, `make check` is what CI runs.
SHELL := /bin/bash
PYTHON ?= python3
JOBS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The lock names everything, so nothing is resolved here: a release newer than the lock cannot slip in.
INSTALL := $(PIP) install --quiet --no-deps --require-hashes
RUFF := $(BIN)/ruff
LOCK := $(BIN)/pip-compile --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	--allow-unsafe --no-strip-extras --quiet

.DEFAULT_GOAL := help
.PHONY: help install demo serve test test-office quick check lint fmt coverage test-postgres bench lock migration messages system dev clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 16

# -- environment ---------------------------------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要 Python 3.11 或更高版本（Python >= 3.11 is needed; set PYTHON=python3.x）" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "缺少 venv：请先执行 apt-get install python3-venv（python3-venv is missing）" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt requirements-build.txt pyproject.toml | .venv/bin/python
	$(INSTALL) -r requirements.txt -r requirements-build.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(INSTALL) -r requirements-dev.txt
	@touch $@

install: .venv/.runtime ## the program in .venv, from the locks

dev: .venv/.dev ## everything that a developer needs, in .venv

system: # the browser that tests drive, and a font that it can write Chinese with
	@bash .ci/packages chromium fonts-noto-cjk

# -- the product ---------------------------------------------------------------------------------------------

install: .venv/.runtime ## only what running needs

demo: .venv/.runtime ## a filled district at http://127.0.0.1:8000
	$(BIN)/thinktank demo

serve: .venv/.runtime ## the server, as THINKTANK_* say
	$(BIN)/thinktank serve

# -- tests ---------------------------------------------------------------------------------------------------

test: .venv/.dev system ## every test, on SQLite; the storage-sensitive ones on PostgreSQL too
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal

quick: .venv/.dev ## unit, rules and architecture, under a minute
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not slow" tests/unit tests/architecture

test-postgres: .venv/.dev system ## every test, on PostgreSQL
	THINKTANK_TEST_DB=postgres $(BIN)/python -m pytest -n $(JOBS) --dist worksteal

test-office: .venv/.dev ## every document and ledger rendered by LibreOffice; pictures in artifacts/office
	@bash .ci/packages libreoffice-writer libreoffice-calc poppler-utils fonts-noto-cjk
	rm -rf artifacts/office
	$(BIN)/python -m pytest -n 0 tests/office --office artifacts/office

coverage: .venv/.dev system ## branch coverage of everything, and of rules and states (100 %)
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --include='*/rules.py,*/states.py' --fail-under=100
	$(BIN)/coverage report --include='*/operations.py' --fail-under=95
	$(BIN)/coverage report --fail-under=90

bench: .venv/.dev ## requests per second, as ratios within one run
	$(BIN)/python -m tests.bench

# -- checks --------------------------------------------------------------------------------------------------

lint: .venv/.dev ## format, lint, types, contracts, templates
	$(RUFF) format --check .
	$(RUFF) check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if find thinktank research reviews -name '*.html' | grep -q .; then \
		$(BIN)/djlint thinktank research reviews --lint --quiet; fi

check: lint ## what CI runs: lint, then every test
	@$(MAKE) --no-print-directory test

fmt: .venv/.dev ## format, and mend what can be mended
	$(RUFF) check --fix-only --quiet .
	$(RUFF) format .

# -- upkeep --------------------------------------------------------------------------------------------------

lock: .venv/.dev ## pin requirements*.in anew, with hashes
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --upgrade -o requirements.txt requirements.in
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --upgrade -o requirements-build.txt requirements-build.in
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --upgrade -o requirements-dev.txt requirements-dev.in

migration: .venv/.dev ## a new migration: make migration app=research name=add_deadline
	@test -n "$(app)" -a -n "$(name)" || { echo "make migration app=thinktank|research|reviews name=what_it_does" >&2; exit 2; }
	PICCOLO_CONF=thinktank.piccolo_conf $(BIN)/piccolo migrations new $(app) --auto --desc="$(name)"

messages: .venv/.dev ## collect the strings to translate and compile the catalogues
	$(BIN)/pybabel extract -F babel.cfg -k _ -k gettext -k ngettext:1,2 -o thinktank/locale/thinktank.pot .
	$(BIN)/pybabel update --no-fuzzy-matching -D thinktank -i thinktank/locale/thinktank.pot -d thinktank/locale
	$(BIN)/pybabel compile -D thinktank -d thinktank/locale

clean: ## remove what was built; data/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage* build dist artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
