# `make run` and `make test` each do everything on a fresh machine.
PORT ?= 7860
INDEX ?= index
MONOGRAPHS ?= monographs
OUT ?= out
EVAL_FLAGS ?=

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

.PHONY: install run test lint fix eval bench browser

install: .venv/installed

.venv/installed: requirements.txt
	$(PYTHON) -m venv .venv
	$(PIP) install -r requirements.txt
	touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(PIP) install -r requirements-dev.txt
	touch $@

$(INDEX)/CURRENT: | .venv/installed
	$(PY) -m ingest $(MONOGRAPHS) --index $(INDEX) || test -e $@  # a file that failed is named; the others are served

run: .venv/installed $(INDEX)/CURRENT
	INDEX=$(INDEX) PORT=$(PORT) $(PY) app.py

test: .venv/installed-dev browser
	$(PY) -m pytest

lint: .venv/installed-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	$(PY) -m yamllint --strict .
	$(PY) -m rules lint

fix: .venv/installed-dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

eval: .venv/installed $(INDEX)/CURRENT
	$(PY) -m eval run eval/questions/*.jsonl --index $(INDEX) --out $(OUT)/eval --gate $(EVAL_FLAGS)

bench: .venv/installed
	$(PY) -m eval bench --out $(OUT)/bench.json

# The page is tested in a real browser: Debian's, where the machine has none.
browser:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
	  || echo "No chromium here, and it could not be installed: the browser tests will say that they were skipped." >&2
