# Fener: `make run` serves the desk, `make test` tests everything. `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
UV     := $(VENV)/bin/uv
# On a terminal the installers show their own progress bars; elsewhere they keep quiet.
QUIET  := $(shell [ -t 2 ] || echo --quiet)

.DEFAULT_GOAL := help
.PHONY: help run install dev test check mutation bench storm docs lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: install ## install, prepare and serve the desk on http://127.0.0.1:8000
	@exec $(VENV)/bin/fener run

install: $(VENV)/.desk node_modules/.ready ## what the desk needs

dev: $(VENV)/.dev node_modules/.ready ## what tests and checks need

$(PY):
	@command -v $(PYTHON) >/dev/null || { echo "Fener needs Python 3.11 or newer: install python3, or set PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Fener needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V)."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Fener needs Python's venv module: install python3-venv."; exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.txt

$(VENV)/.desk: requirements/desk.txt pyproject.toml | $(PY)
	@echo "Installing the locked packages …"
	@if [ -e $(VENV)/.dev ] && [ $(VENV)/.dev -nt requirements/desk.txt ]; then :; else $(UV) pip install $(QUIET) --python $(PY) --require-hashes -r requirements/desk.txt; fi
	@$(PY) tools/link_package.py
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(PY)
	@echo "Installing the locked packages for tests and checks …"
	@$(UV) pip install $(QUIET) --python $(PY) --require-hashes -r requirements/dev.txt
	@$(PY) tools/link_package.py
	@touch $(VENV)/.desk $@

node_modules/.ready: package.json package-lock.json | $(PY)
	@echo "Fetching the front-end packages …"
	@PY=$(PY) UV=$(UV) sh tools/front_end.sh
	@touch $@

test: dev ## every test, from a fresh clone
	@$(PY) -m pytest -n 2 $(ARGS)

check: dev ## format, lint, strict types, import contracts, house tests, security crawl, known vulnerabilities
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PY) -m pytest tests/house
	@$(PY) -m pytest -n 2 tests/stories/test_access_crawl.py tests/stories/test_web_attacks.py tests/stories/test_upload_attacks.py
	@$(PY) tools/audit_dependencies.py

mutation: dev ## does a test notice every small change to the law engine? (some ten minutes)
	@$(PY) tools/mutate_law.py

bench: dev ## measure; results go to bench/RESULTS.md by hand
	@$(PY) -m bench

storm: dev ## twenty phones and random kills, for STORM_SECONDS (600)
	@STORM_SECONDS=$${STORM_SECONDS:-600} $(PY) -m pytest -s tests/stories/test_retry_storm.py -k storm_of

docs: dev ## the generated parts of docs/, anew
	@$(PY) tools/write_docs.py

lock: $(PY) ## the locked requirements, anew
	@sh tools/lock.sh

clean: ## everything made here, but not var/
	@rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
