# `make` lists what there is. Needs Python 3.11 or newer and, for browser tests, Chromium.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
BIN := .venv/bin
# Compiled modules halve the time of every start; some machines forbid them by default.
unexport PYTHONDONTWRITEBYTECODE

TEMPLATES = $(shell git ls-files --cached --others --exclude-standard 'templates/*.html')
# A site as an operator would set it up.
EXAMPLE_SITE = ENV_FILE=.env.example DATA_DIR=var/check SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))")

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

install: ## .venv/ with everything for development
	@$(PYTHON) deploy/install.py --dev

run: export MAKE_SECRET_KEY ?= true
run: export STATIC_COMPRESS ?= false
run: ## the site at http://localhost:8000, from nothing if need be (make run PORT=8001)
	@$(PYTHON) deploy/install.py
	@$(BIN)/python manage.py run_site

demo: ## demo content for a site that has none
	@$(PYTHON) deploy/install.py
	@$(BIN)/python manage.py create_demo_site

check: check-python check-types check-templates check-styles check-site check-sbom ## all that must hold before a commit, but the tests

check-python: install
	@echo "ruff: rules and form"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@echo "import-linter: who may import whom"
	@$(BIN)/lint-imports --no-logo
	@echo "pytest: house rules"
	@$(BIN)/pytest -q -p no:randomly tests/test_conventions.py

check-types: install
	@echo "mypy: types"
	@mkdir -p var/check
	@$(EXAMPLE_SITE) $(BIN)/mypy

check-templates: install
	@echo "djhtml, djade, djlint: templates"
	@$(BIN)/djhtml --check --tabwidth 4 $(TEMPLATES)
	@$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	@$(BIN)/djlint --lint --quiet $(TEMPLATES)

check-styles: node_modules
	@echo "stylelint: style sheets"
	@node_modules/.bin/stylelint "static/css/**/*.css"

check-site: install
	@echo "Django: migrations, and the settings of a public site"
	@mkdir -p var/check
	@$(EXAMPLE_SITE) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(EXAMPLE_SITE) $(BIN)/python manage.py check --deploy --fail-level WARNING

check-sbom: install
	@echo "CycloneDX: the list of what is shipped is what is locked"
	@$(BIN)/python deploy/sbom.py --check

node_modules: package-lock.json
	@command -v npm > /dev/null || { echo "The linter of the style sheets and the validator of pages need npm (Debian: apt-get install npm)."; exit 1; }
	npm ci --no-progress
	@touch node_modules

format: install node_modules ## code, templates and style sheets into their one form
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format
	$(BIN)/djhtml --tabwidth 4 $(TEMPLATES)
	$(BIN)/djade --target-version 5.2 $(TEMPLATES)
	node_modules/.bin/stylelint --fix "static/css/**/*.css"

test: install node_modules ## all tests, in a browser too
	$(BIN)/pytest -n 2
	$(BIN)/pytest tests/browser

browser: install ## the tests in a browser alone
	$(BIN)/pytest tests/browser

screenshots: install ## the pictures of docs/screenshots/, of the pages as they are now
	@$(BIN)/pytest -q tests/browser/screenshots.py

handbook: install ## the pictures of the handbook, taken anew
	HANDBOOK_PICTURES=1 $(BIN)/pytest tests/browser/test_handbook.py

looks: install ## new pictures of all pages, after a change of their look that is meant
	RENEW_LOOKS=true $(BIN)/pytest -q tests/browser/test_looks.py -k "looks_as_before"

bench: install ## what the site costs, each figure beside its target (ONLY=cache,start for some, QUICK=1 for counts)
	@ONLY="$(ONLY)" QUICK="$(QUICK)" $(BIN)/python -m benchmarks

lighthouse: install benchmarks/lighthouse/node_modules ## what Lighthouse says of the demo site; needs Node.js and Chromium
	$(BIN)/python -m benchmarks.lighthouse

benchmarks/lighthouse/node_modules: benchmarks/lighthouse/package-lock.json
	cd benchmarks/lighthouse && npm ci --no-progress
	@touch $@

lock: ## requirements*.txt and package-lock.json, after a change of dependencies (UPGRADE=--upgrade for all)
	@test -n "$(UV)" || { echo "Locking needs uv: $(BIN)/pip install uv"; exit 1; }
	$(UV) $(LOCK) --output-file requirements.txt pyproject.toml
	$(UV) $(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	npm install --package-lock-only --no-progress
	cd benchmarks/lighthouse && npm install --package-lock-only --no-progress
	@echo "Next: make sbom, and docs/dependencies.md where a package is new or has a new first number"

sbom: install ## docs/sbom.cdx.json, the list of what is shipped, after `make lock` or a change of fonts
	@$(BIN)/python deploy/sbom.py

UV = $(firstword $(wildcard $(BIN)/uv) $(shell command -v uv))
LOCK = pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --extra postgres --extra redis --extra webhooks

.PHONY: help install run demo check check-python check-types check-templates check-styles check-site check-sbom format test browser handbook looks screenshots bench lighthouse lock sbom
