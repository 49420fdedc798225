# `make` lists what there is. Needs Python 3.11 or newer and, for browser tests, Chromium.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
BIN := .venv/bin
# Compiled modules halve the time of every start; some machines forbid them by default.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 | \2/p' $(MAKEFILE_LIST) | column -t -s '|'

install: ## .venv/ with everything for development
	@$(PYTHON) deploy/install.py --dev

run: export MAKE_SECRET_KEY ?= true
run: export STATIC_COMPRESS ?= false
run: ## the site at http://localhost:8000 (PORT=... for another port), from nothing if need be
	@$(PYTHON) deploy/install.py
	@$(BIN)/python manage.py run_site
