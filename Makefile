# SPDX-License-Identifier: Apache-2.0
# The doors of the house. Each does the set-up it needs; the shell logic stands in packaging/setup.sh.

PYTHON ?= python3
export PYTHON

# pip, npm and Qt look for their settings in the home folder; some build machines start without one
ifeq ($(strip $(HOME)),)
export HOME := $(or $(shell getent passwd "$$(id -u)" | cut -d: -f6),$(CURDIR)/.setup/home)
endif

BIN := .venv/bin
SETUP := sh packaging/setup.sh
REQUIREMENTS := packaging/requirements
INSTALLED_BY := pyproject.toml packaging/cut_fonts.py packaging/setup.sh .venv/pyvenv.cfg
COMPILE = .setup/uv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header $(UPGRADE)
NODE_READERS := $(patsubst %/package-lock.json,%/node_modules/.package-lock.json,$(wildcard tests/readers/package-lock.json))

.PHONY: help run test crash-test lint types contracts bench screenshots lock clean setup-run setup-test
.DELETE_ON_ERROR:

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 18

run: setup-run ## open the program; without a display, play the whole story on the sample into demo/
	@$(SETUP) open

test: lint types contracts ## everything that is checked before a change is accepted
	dbus-run-session -- xvfb-run -a $(BIN)/pytest -n 2

crash-test: setup-test ## kills, power cuts, full disks, failing syncs; longer with CRASH_KILLS=, CRASH_CUTS=
	$(BIN)/python -m tests.crash

lint: setup-test ## style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup-test ## strict types
	$(BIN)/mypy

contracts: setup-test ## the layers: who may import whom
	$(BIN)/lint-imports

bench: setup-test ## speed and size, beside the peers
	$(BIN)/python -m benchmarks

screenshots: setup-test ## the pictures of the README
	QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/screenshots.py

lock: .setup/uv/bin/uv ## pin the dependencies of pyproject.toml anew; with UPGRADE=--upgrade take the newest that it allows
	$(COMPILE) --group build -o $(REQUIREMENTS)/run.txt pyproject.toml
	$(COMPILE) --group build --group test -c $(REQUIREMENTS)/run.txt -o $(REQUIREMENTS)/test.txt pyproject.toml

clean: ## remove everything that set-up and checks have made
	rm -rf .venv .setup .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf build dist src/checklistapp/fonts tests/readers/node_modules
	find $(wildcard src tests benchmarks packaging) -name __pycache__ -prune -exec rm -rf {} +

setup-run: .setup/run
	@$(SETUP) libraries

setup-test: .setup/test $(NODE_READERS)
	@$(SETUP) readers

.venv/pyvenv.cfg:
	$(SETUP) venv

.setup/run .setup/test: .setup/%: $(REQUIREMENTS)/%.txt $(INSTALLED_BY)
	$(SETUP) python $<
	@mkdir -p .setup && touch $@

tests/readers/node_modules/.package-lock.json: tests/readers/package-lock.json .setup/test
	$(SETUP) npm
	@touch $@

.setup/uv/bin/uv:
	$(PYTHON) -m venv --clear .setup/uv
	.setup/uv/bin/pip install uv
