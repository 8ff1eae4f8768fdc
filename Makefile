# Madang. `make run` starts everything; `make test` tests everything. See README.md.
SHELL := /bin/bash
PYTHON ?= python3
DEMO ?= 1
PORT ?= 8000
BIN := .venv/bin
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po) $(wildcard madang/*/locale/*/LC_MESSAGES/*.po)
PYTEST := $(BIN)/python -m pytest

.PHONY: install oracles run stop reset check fast test lock messages format

install: .venv/.installed messages

$(BIN)/uv:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check uv

.venv/.installed: requirements.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.developing: requirements-dev.lock .venv/.installed
	$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

.venv-oracles/.installed: requirements-oracles.lock | $(BIN)/uv
	$(PYTHON) -m venv .venv-oracles
	$(BIN)/uv pip install -q --python .venv-oracles/bin/python --require-hashes -r requirements-oracles.lock
	@touch $@

# Other people's programs that judge ours (clients, validators, second opinions); nothing of Madang imports them.
oracles: .venv-oracles/.installed

messages: $(CATALOGUES:.po=.mo)

%.mo: %.po | .venv/.installed
	@$(BIN)/python -c "import polib, sys; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])" $< $@

run: install
	@MADANG_DEMO=$(DEMO) $(BIN)/madang serve --port $(PORT)

stop: install
	@$(BIN)/madang stop

reset: install
	@$(BIN)/madang stop --quiet
	rm -rf var

format: .venv/.developing
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fast: .venv/.developing messages
	$(PYTEST) -m "not slow and not oracle and not browser and not postgres" -n 2

check: .venv/.developing messages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(PYTEST) -m "not slow and not oracle and not browser and not postgres" -n 2

test: check oracles
	$(BIN)/python tests/run_everything.py

lock: | $(BIN)/uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock --python-version 3.11
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml --group dev -o requirements-dev.lock --python-version 3.11
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --group pyproject.toml:oracles -o requirements-oracles.lock --python-version 3.11
