# `make run` and `make test` are all a newcomer needs; `make` alone lists the rest.
#
# Names here are lower-case on purpose: HOST, PORT, DATA_DIR, ADMIN_TOKEN, DATABASE_URL and the other settings of
# the program reach it through the environment, and a variable of the same name here would change them on the way.

python = python3
venv = .venv
py = $(venv)/bin/python
# A bare Debian has no ensurepip, so the machine's own pip installs into the environment.
install = $(python) -m pip --disable-pip-version-check --python $(py) install --quiet --require-hashes --requirement
compile = $(py) -m uv pip compile --quiet --universal --python-version 3.11 \
	--no-strip-extras --generate-hashes --no-emit-index-url --no-header --no-annotate
vendor = knowledge/static/vendor/pico.min.css

.DEFAULT_GOAL := help
ifndef at_once
.NOTPARALLEL:
endif
.SUFFIXES:
.PHONY: help run test check setup format lint types imports coverage components benchmark sbom audit lock upgrade clean
# What the program starts in turn must not inherit the flags of this run.
unexport MAKEFLAGS MFLAGS

help:
	@echo "make run        set up, then serve the demonstration at http://127.0.0.1:8000"
	@echo "make test       set up, then run the tests"
	@echo "make check      format, lint, types, import contracts, tests: what CI runs"
	@echo "make coverage   the tests again, and which lines none of them reaches; half as long again"
	@echo "make setup      only set up, for running and for developing"
	@echo "make format     mend what can be mended by itself"
	@echo "make benchmark  measure the log, its projections and the status"
	@echo "make sbom       list everything that is shipped in build/sbom.json (CycloneDX)"
	@echo "make audit      ask whether anything locked is known to be vulnerable; needs the internet"
	@echo "make lock       write the requirements files anew from pyproject.toml; make upgrade: with newer releases"
	@echo "make clean      remove what set-up made; data in var/ stays"

run: $(venv)/runtime $(vendor)
	@$(py) -m knowledge serve --demonstration

test: setup components
	$(py) -m pytest

# The types take a minute of one processor: meanwhile what the tests need is fetched.
check: setup
	@$(MAKE) at_once=yes --no-print-directory --jobs=2 --output-sync=target types components lint imports
	@$(MAKE) --no-print-directory test

setup: $(venv)/dev $(vendor)

format: setup
	$(py) -m ruff check --fix --exit-zero --quiet .
	$(py) -m ruff format .

lint: setup
	$(py) -m ruff format --check .
	$(py) -m ruff check .
	$(venv)/bin/hadolint Dockerfile

types: setup
	$(py) -m mypy

imports: setup
	$(venv)/bin/lint-imports --no-logo

coverage: setup components
	$(py) -m pytest --cov --cov-report=term

# A PostgreSQL server and a browser, found or installed once, ahead of the tests that use them side by side.
components: setup
	@$(py) -m tests.support

benchmark: setup components
	$(py) -m benchmarks.log_and_projections

sbom: setup
	@mkdir -p build
	@$(venv)/bin/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file build/sbom.json 2>/dev/null
	@echo "build/sbom.json lists what requirements.txt locks."

audit: setup
	@$(py) .ci/audit.py

lock: setup
	$(compile) pyproject.toml --group dev $(upgrade) --output-file requirements-dev.txt
	$(compile) pyproject.toml --constraint requirements-dev.txt $(upgrade) --output-file requirements.txt
	$(compile) --group assets $(upgrade) --output-file requirements-assets.txt

upgrade: upgrade = --upgrade
upgrade: lock

clean:
	rm -rf $(venv) knowledge/static/vendor build dist *.egg-info
	rm -rf .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

# The stamps are newer than the lock they were installed from, so a second start installs nothing.
$(venv)/runtime: requirements.txt | $(py)
	@echo "Installing what the platform runs on ..."
	@$(install) requirements.txt
	@touch $@

$(venv)/dev: requirements.txt requirements-dev.txt | $(py)
	@echo "Installing what the platform is developed with ..."
	@$(install) requirements-dev.txt
	@touch $(venv)/runtime $@

$(py):
	@$(python) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make python=...")'
	@$(python) -m venv --without-pip $(venv)

$(vendor): knowledge/assets/package-lock.json knowledge/assets/fetch.py | $(py)
	@echo "Fetching the style sheet and the outlines of countries ..."
	@npm --version >/dev/null 2>&1 || $(install) requirements-assets.txt
	@$(py) knowledge/assets/fetch.py
