# `make book` and `make test` need Python 3.11 or newer and nothing else.
SHELL := /bin/bash
.DEFAULT_GOAL := book
.DELETE_ON_ERROR:
.PHONY: book test serve lab check bench lock clean

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
SITE := _build/html
PORT ?= 8000

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-deps -r requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

book: $(VENV)/ready
	$(VENV)/bin/jupyter-book build . -W --keep-going -n
