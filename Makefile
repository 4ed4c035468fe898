# Pinzhang. `make help` lists every target.
PYTHON ?= python3.11
BIN := .venv/bin
PORT ?= 8000
SOAK ?= 1800
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Compiled once, not at every start: a demonstration starts in seconds, and so does every process of the suite.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install assets messages demo test test-fast lint format docs walk fuzz bench-trust bench-judging bench-jobs bench-web mutate soak client lock clean

help: ## List every target
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.venv/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || python3 -m venv .venv
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed" && exit 1)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

install: .venv/.installed ## Create .venv with everything, and the command .venv/bin/pinzhang

.venv/.assets: package-lock.json tools/vendor_assets.py tools/vendor_assets.json | .venv/.installed
	@$(BIN)/python tools/vendor_assets.py
	@touch $@

assets: .venv/.assets ## Install the third-party style, fonts and scripts

.venv/.messages: $(wildcard src/pinzhang/portals/*/locale/*/LC_MESSAGES/*.po) | .venv/.installed
	@$(BIN)/python tools/compile_messages.py
	@touch $@

messages: .venv/.messages ## Compile the translations

demo: .venv/.installed .venv/.assets .venv/.messages ## Serve a demonstration city on http://127.0.0.1:8000
	@PINZHANG_DEMO=1 $(BIN)/pinzhang demo --port $(PORT)

test: .venv/.installed .venv/.assets .venv/.messages ## Run every check and every test, on both databases, browser included; COVERAGE=1 counts branches
	@$(BIN)/python tools/run_tests.py $(if $(COVERAGE),--coverage)

test-fast: .venv/.installed ## Run the engine's tests only; no database, seconds
	@$(BIN)/pytest -q -n 2 tests/engine

lint: .venv/.installed ## Run the style, type and boundary checks
	@$(BIN)/python tools/run_tests.py --lint

format: .venv/.installed ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

walk: .venv/.installed ## Walk every address as every role in every place; the suite leaves out what is alike
	@PINZHANG_TESTING=1 PINZHANG_TEST_EVERY_PLACE=1 $(BIN)/pytest -n 0 --timeout 3000 tests/permissions

fuzz: .venv/.installed ## Throw random and mutated codes at the verifier for ten minutes
	@$(BIN)/python bench/trust/fuzz.py --seconds 600

bench-trust: .venv/.installed .venv/.assets .venv/.messages ## Measure signing, logging, proving and verifying, also in a browser, and the public page beside the ORM
	@$(BIN)/python bench/trust/engine.py
	@$(BIN)/python bench/trust/browser.py
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python bench/trust/instance.py

bench-judging: .venv/.installed ## Measure calibration beside lme4 (needs r-cran-lme4), and its coverage by simulation
	@$(BIN)/python bench/judging/calibration.py
	@$(BIN)/python bench/judging/calibration_simulation.py

bench-web: .venv/.installed .venv/.assets .venv/.messages ## Measure every page in a small city and in one a hundred times as large
	@PINZHANG_DEMO=1 PINZHANG_DATA_DIR=var/bench/small $(BIN)/python bench/web/city.py --enterprises 4000 --cases 500
	@PINZHANG_DEMO=1 PINZHANG_DATA_DIR=var/bench/large $(BIN)/python bench/web/city.py --enterprises 400000 --cases 50000
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python bench/web/pages.py var/bench/small var/bench/large

mutate: .venv/.installed ## Change the rule and stage engines one thing at a time; do their tests notice?
	@$(BIN)/python bench/mutation/rules_and_stages.py

bench-jobs: .venv/.installed ## Measure the queue on both databases, under repeated SIGKILL too
	@$(BIN)/python bench/jobs/throughput.py

soak: .venv/.installed ## Kill, cut off and slow down web, worker and database for half an hour each (SOAK=1800)
	@PINZHANG_TEST_SOAK_SECONDS=$(SOAK) PINZHANG_TESTING=1 $(BIN)/pytest -q -s -n 0 tests/crash

docs: .venv/.installed ## Write the generated pages of docs/reference anew
	@$(BIN)/python tools/write_pack_reference.py
	@$(BIN)/python tools/write_docs.py

client: .venv/.installed ## Make a typed Python client of the API in build/api
	@$(BIN)/python tools/make_api_client.py

lock: .venv/.installed ## Resolve requirements.lock anew
	@$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-emit-index-url --extra dev --extra telemetry \
		--python-version 3.11 --output-file requirements.lock pyproject.toml

clean: ## Remove what was built; data in var/ stay
	@rm -rf .venv node_modules build .mypy_cache .ruff_cache .import_linter_cache
