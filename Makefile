# `make book` and `make test` need Python 3.11 or newer and nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := book
.DELETE_ON_ERROR:
.PHONY: book zip live serve quick test test-everywhere experiments search check format hooks lab bench screenshot publish reproducible lock clean browser

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SITE := _build/html
PORT ?= 8000
QUICK := src/threeforms src/waluigi tests/threeforms tests/waluigi tests/bookkit
BUILD := $(BIN)/python -m bookkit.site.build
PIP := PIP_ROOT_USER_ACTION=ignore $(BIN)/python -m pip --quiet --disable-pip-version-check

book: $(VENV)/ready
	@$(BUILD)
	@echo "The book is in $(SITE). To read it, open $(SITE)/index.html; or: make serve, then http://127.0.0.1:$(PORT)/"

# The book as one file, to be read anywhere without a network.
zip: book
	@echo "The offline copy: $$(ls $(SITE)/*.zip)"

# Builds and shows the book again whenever a chapter changes.
live: $(VENV)/ready
	@$(BUILD) --live $(PORT)

# Counterexamples, for long, and from another seed: make search SEED=2 WORLDS=100000. It can be interrupted and goes on.
SEED ?= 1
WORLDS ?= 20000
search: $(VENV)/ready
	$(BIN)/python -m tests.search --seed $(SEED) --worlds $(WORLDS)

# What small networks do: the tables in experiments/results. It can be interrupted and goes on.
JOBS ?= 2
experiments: $(VENV)/experiments
	$(BIN)/python -m experiments all --jobs $(JOBS)

serve: book
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(SITE) $(PORT)

# The mathematics and the kit, without the book and without a browser.
quick: $(VENV)/ready
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile -m 'not browser and not book' $(QUICK)

# File after file, so that what tests of one file share is made once; whoever is done first takes from the others.
test: book browser $(VENV)/experiments
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal

# The book away from its site: chapters in JupyterLab, and as notebooks with nothing but the wheel.
test-everywhere: book browser
	@$(BIN)/python -m pytest --numprocesses auto --dist loadgroup tests/everywhere

# In a container one is often root, which Jupyter refuses unless it is told. The kernel is the one that builds the book.
BOOK ?= .
lab: $(VENV)/ready
	@mkdir -p $(BOOK)/_build/.checkpoints
	@JUPYTER_CONFIG_DIR=$(VENV)/lab $(BIN)/jupytext-config set-default-viewer markdown myst
	JUPYTER_CONFIG_DIR=$(VENV)/lab JUPYTER_PATH=src/bookkit/site/build/jupyter $(BIN)/jupyter lab \
	  $(if $(filter 0,$(shell id -u)),--allow-root) --ServerApp.root_dir=$(BOOK) \
	  --ServerApp.contents_manager_class=bookkit.lab.Chapters \
	  --FileCheckpoints.checkpoint_dir=$(abspath $(BOOK))/_build/.checkpoints \
	  --AsyncFileCheckpoints.checkpoint_dir=$(abspath $(BOOK))/_build/.checkpoints \
	  --LabApp.default_url=/lab/tree/chapters/index.md $(LAB)

check: $(VENV)/ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	$(BIN)/mypy

# From then on each commit is checked as `make check` does it.
hooks: $(VENV)/ready
	$(BIN)/pre-commit install

format: $(VENV)/ready
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: book browser
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench

screenshot: book browser
	$(BIN)/python -m tests.screenshot

# Before a version goes out: from then on a build that loses one of its addresses fails.
publish: book
	$(BIN)/python -m bookkit.site.publish $(SITE) chapters/published-anchors.txt

# Two builds from nothing must not differ in a byte.
reproducible: $(VENV)/ready
	rm -rf _build && $(BUILD) && mv $(SITE) $(VENV)/first
	rm -rf _build && $(BUILD)
	diff --recursive $(VENV)/first $(SITE); status=$$?; rm -rf $(VENV)/first; exit $$status

LOCK := $(VENV)/uv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
  --generate-hashes --no-header --no-emit-index-url
lock: $(VENV)/ready
	$(BIN)/python -m venv $(VENV)/uv && $(VENV)/uv/bin/python -m pip --quiet install uv
	$(LOCK) --extra book --extra lab --extra test --extra check --output-file requirements.lock
	$(LOCK) --extra experiments --constraint requirements.lock --output-file experiments/requirements.lock

clean:
	rm -rf _build $(VENV) .*_cache .hypothesis src/*.egg-info

$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=…")'
	@echo "Setting up $(VENV), once: a few minutes."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --only-binary :all: --no-deps --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# On top of the rest, and at its versions: only `make experiments` and `make test` need it.
$(VENV)/experiments: experiments/requirements.lock $(VENV)/ready
	@$(PIP) install --require-hashes --only-binary :all: --no-deps --requirement $<
	@touch $@

# Tests drive a real browser: the one that is installed, or one from where this machine can get it.
browser: $(VENV)/ready
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  if command -v $$name > /dev/null; then exit 0; fi; \
	done; \
	echo "No Chromium or Chrome is here: installing one, for the tests."; \
	{ if [ "$$(id -u)" = 0 ] && command -v apt-get; then \
	  apt-get update --quiet && apt-get install --quiet --yes --no-install-recommends chromium; \
	else \
	  $(BIN)/playwright install chromium; \
	fi; } > $(VENV)/browser.log 2>&1 || \
	  echo "It could not be installed (see $(VENV)/browser.log): what needs a browser will fail, and nothing else."
