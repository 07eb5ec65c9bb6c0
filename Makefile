# Needs python3 with its venv module, and make. Everything else is installed into .venv from
# requirements/*.lock, and again only when these, or pyproject.toml, have changed.

# `make serve PYTHON=python3.13`
PYTHON ?= python3
VERSION := $(or $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null),none)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# What is installed is told by these files, not by targets' names. With another Python all of it is
# made anew.
VENV := .venv/.python-$(VERSION)
RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
# Sphinx and the AWS CLI need different versions of docutils, so the site is built in a venv of its own.
DOCS := .venv-docs/.installed
COMPILE = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# `make serve ARGS="--bind 127.0.0.1:0"`, `make test ARGS="-k settings"`
ARGS ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help serve test dev check format bench soak mutate lint docs lock clean

help: ## What there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

serve: $(RUNTIME) ## Install what serving needs, then serve on 127.0.0.1:8080
	$(BIN)/mturk-adapter serve $(ARGS)

test: lint docs ## Install everything, then check style, types, floors, mappings and docs, and run all tests
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

dev: $(DEV) ## Install everything for working on the project

check: format test ## Format, then do all that `make test` does

format: $(DEV) ## Bring all code into its one form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

bench: $(DEV) ## Measure all into bench/results.md; ARGS=walks: one target, printed only
	$(BIN)/python -m bench $(ARGS)

soak: $(DEV) ## Two minutes of 64 programs before an upstream that fails; ARGS="--soak-seconds 20"
	$(BIN)/python -m bench soak $(ARGS)

mutate: $(DEV) ## Plant 200 faults, half an hour, and list those that no test saw; ARGS="--seed 2"
	$(BIN)/python scripts/mutate.py $(ARGS)

lint: $(DEV) ## All that `make test` does, but the tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/mturk-adapter check

docs: $(DOCS) ## Build the documentation site into build/docs; a broken link is an error
	.venv-docs/bin/sphinx-build -W --keep-going --quiet -c docs . build/docs

# uv does not read what the build itself needs; hatchling asks for `editables` besides, to install
# a checkout.
lock: $(VENV) ## Take the newest versions that pyproject.toml allows into requirements/
	$(PIP) install uv
	$(COMPILE) pyproject.toml --extra oidc --output-file requirements/runtime.lock
	$(COMPILE) pyproject.toml --group dev --constraints requirements/runtime.lock \
		--output-file requirements/dev.lock
	$(COMPILE) --group docs --output-file requirements/docs.lock
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], "editables", sep="\n")' \
		| $(COMPILE) - --constraints requirements/dev.lock --output-file requirements/build.lock

clean: ## Remove all that was installed, built or cached
	rm -rf .venv .venv-docs build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV):
	@case "$(VERSION)" in 3.1[1-9]|3.[2-9][0-9]) ;; *) \
		echo "Python 3.11 or later is needed, and the version of $(PYTHON) is $(VERSION); name another: make $(or $(firstword $(MAKECMDGOALS)),serve) PYTHON=python3.13" >&2; \
		exit 1 ;; esac
	$(PYTHON) -m venv --clear .venv
	touch $@

$(RUNTIME): requirements/runtime.lock requirements/build.lock pyproject.toml $(VENV)
	$(PIP) install --require-hashes -r requirements/runtime.lock
	$(PIP) install --require-hashes -r requirements/build.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): requirements/dev.lock requirements/build.lock pyproject.toml $(VENV)
	$(PIP) install --require-hashes -r requirements/dev.lock
	$(PIP) install --require-hashes -r requirements/build.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(DOCS): requirements/docs.lock $(VENV)
	$(PYTHON) -m venv --clear .venv-docs
	.venv-docs/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/docs.lock
	touch $@
