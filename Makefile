# Everything below stays inside this folder, but for Debian's Chromium, which root's tests fetch (tools/browser.sh).
# Choose another Python with: make setup PYTHON=python3.12
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# In the order of the folders: the long files come early enough for two processes to end together.
PYTEST_ARGS ?= -n 2 --dist loadfile --no-loadscope-reorder
BENCH_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test stress check bench docs screenshots screens lock clean

help: ## list these targets
	@echo "make TARGET, where TARGET is one of:"
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1 \2/p' $(MAKEFILE_LIST) \
	  | while read -r name text; do printf '  %-11s %s\n' "$$name" "$$text"; done

setup: $(STAMP) ## install into .venv, and nowhere else
	@:

demo: setup ## start everything with invented data (ONCE=1: print a JSON summary and stop; PORT=8765)
	@$(BIN)/daysheet demo $(if $(ONCE),--once --json) $(if $(PORT),--port $(PORT))

test: check ## run every check and every test (PYTEST_ARGS="tests/core -x" for some)
	@echo "tests" >&2
	@tools/browser.sh
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

stress: setup ## the seeded tests at full size: 10,000 page shifts, every kill, every cut (half an hour)
	@DAYSHEET_TEST_SEEDS=17 $(BIN)/python -m pytest tests/core/test_page_shift.py tests/core/test_page_shift_of_days.py tests/stories tests/vendors/test_conformance.py tests/vendors/test_conformance_kill.py tests/vendors/test_hostile_values.py tests/vendors/smartmoving/test_figures.py tests/vendors/smartmoving/test_page_shift.py $(PYTEST_ARGS)

check: setup ## format, lint, strict types, import contracts, generated docs
	@echo "format" >&2 && $(BIN)/ruff format --check --quiet .
	@echo "lint" >&2 && $(BIN)/ruff check --quiet .
	@echo "types" >&2 && $(BIN)/mypy --no-error-summary
	@echo "contracts" >&2 && $(BIN)/lint-imports --config pyproject.toml --no-logo --no-cache
	@echo "docs" >&2 && $(BIN)/python -m tools.reference --check

bench: setup ## measure speed and memory (BENCH_ARGS=…)
	@$(BIN)/python bench/run.py $(BENCH_ARGS)

docs: setup ## write docs/reference again from the program
	@$(BIN)/python -m tools.reference

screenshots: setup ## take the pictures of docs/images again from an invented business; needs Chromium
	@tools/browser.sh
	@$(BIN)/python -m tools.screenshots

screens: setup ## take a picture of every screen into build/screens, to look at each; needs Chromium
	@tools/browser.sh
	@$(BIN)/python -m tools.all_screens

lock: ## choose versions again (UPGRADE=1: the newest ones) and write requirements/lock.txt
	@PYTHON="$(PYTHON)" tools/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## remove .venv, caches and what a build leaves
	@rm -rf $(VENV) .venv-lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements/lock.txt pyproject.toml tools/setup.sh
	@PYTHON="$(PYTHON)" tools/setup.sh $(VENV) >&2
	@touch $@
