# Everything a newcomer needs: Debian or Ubuntu with python3 (3.11 or newer), python3-venv, make and git.
#   make demo [PORT=8123] [SIZE=small|city|large]   the demo city, running
#   make setup                                      install only; afterwards: .venv/bin/yuinowa

PYTHON ?= python3
PORT ?= 8000
SIZE ?= city
BIN := .venv/bin
YUINOWA := $(BIN)/yuinowa
# Two processes, each with a database server of its own; a file is not torn apart, browser tests stay last.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
REQUIREMENTS := requirements.txt requirements-vectors.txt

.PHONY: demo serve demo-reset setup test check lint types order migrations docs bench lock catalogues

demo: setup
	@$(YUINOWA) demo --port $(PORT) --size $(SIZE)

demo-reset: .venv/installed
	@$(YUINOWA) demo --reset

# The demo again, for developing: reads the sources again when they change.
serve: setup
	@$(YUINOWA) demo --develop --port $(PORT) --size $(SIZE)

setup: .venv/installed .venv/catalogues .venv/static

.venv/requirements: $(REQUIREMENTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Python 3.11 以上が必要です / Python 3.11 or newer is needed'; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { echo 'python3-venv が必要です / install it with: apt-get install python3-venv'; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary=:all: \
	  --require-hashes --no-deps $(REQUIREMENTS:%=-r %)
	@touch $@

# Without build isolation: isolation would download an unhashed setuptools.
.venv/installed: .venv/requirements pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --no-index -e .
	@touch $@

.venv/catalogues: .venv/installed $(shell find src -name '*.po')
	$(YUINOWA) catalogues --compile
	@touch $@

.venv/static: .venv/installed $(shell find src -path '*/static/*' -type f)
	SECRET_KEY=only-to-collect $(YUINOWA) collectstatic --noinput --clear --verbosity 0
	@touch $@

test: setup
	$(PYTEST)

check: lint types order migrations setup
	$(YUINOWA) catalogues --check
	$(PYTEST)

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet src
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml src

types: .venv/installed
	YUINOWA_TESTING=1 $(BIN)/mypy

order: .venv/installed
	$(BIN)/lint-imports

# Compares models with files; RuntimeWarning: it says that it did not ask a database.
migrations: .venv/installed
	YUINOWA_TESTING=1 $(BIN)/python -W ignore::RuntimeWarning -m yuinowa makemigrations --check --dry-run

docs: setup
	YUINOWA_TESTING=1 $(YUINOWA) document

bench: setup
	$(YUINOWA) bench $(NAME)

# uv resolves; the result names versions and hashes, never where they came from.
lock: .venv/installed
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --generate-hashes \
	  --no-header --no-emit-index-url --no-annotate --quiet -o requirements.txt

catalogues: .venv/installed
	$(YUINOWA) catalogues
