# Everything is set up by the first target that needs it: a virtual environment in .venv,
# and on Debian (as root or with sudo) the system's libraries; elsewhere it is said what to
# install.  `make help` lists the targets.

# The first Python that is new enough: pyenv's stand-ins, for one, exist without working.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
WORKERS ?= 2
FUZZ_SECONDS ?= 60
# The DTDs of JATS, which no Python package carries in the version that we write.
JATS_DTD := @jats4r/dtds@0.0.10

.DEFAULT_GOAL := help
.PHONY: help demo test archive lint bench bench-speed audit fuzz wheel lock clean

help: ## say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 14

demo: .venv/ready ## convert the essays in source/ into editions in dist/
	$(BIN)/horizons-convert convert source --out dist

test: .venv/ready-to-test ## run the tests, two at a time (WORKERS=N for more)
	$(BIN)/pytest -n $(WORKERS)

archive: .venv/ready-to-test ## run what takes minutes: a thousand documents on a cluster, a whole issue
	$(BIN)/pytest -m archive

lint: .venv/ready-to-test ## style, types, who imports whom, and dependencies
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry src

bench: .venv/ready-to-test ## typeset the specimens with every producer at hand, recover them, score them
	$(BIN)/python tools/bench.py

bench-speed: .venv/ready-to-test ## time the recovery beside its floor and beside others (a quarter of an hour)
	$(BIN)/python tools/bench_speed.py

audit: .venv/ready-to-test ## ask the package index for known vulnerabilities of what is locked
	$(BIN)/python tools/audit.py

fuzz: .venv/ready-to-test ## hunt for PDFs that break the recovery (FUZZ_SECONDS=60 for how long)
	$(BIN)/pip install --quiet --disable-pip-version-check atheris
	mkdir -p build/fuzz/corpus
	$(BIN)/python fuzz/fuzz_recovery.py -max_total_time=$(FUZZ_SECONDS) -artifact_prefix=build/fuzz/ build/fuzz/corpus
	HOSTILE_MUTATIONS=500 $(BIN)/pytest -s tests/test_hostile_files.py -k damaged

wheel: .venv/ready-to-test ## build the wheel into build/ (dist/ is for editions)
	rm -rf build/lib build/bdist.*
	$(BIN)/python -m build --wheel --no-isolation --outdir build

lock: .venv/ready-to-test ## renew requirements.lock from the ranges in pyproject.toml
	$(BIN)/pip install --quiet 'uv>=0.13,<0.14'
	UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile pyproject.toml --extra dev --universal \
		--python-version 3.11 --upgrade --quiet --output-file requirements.lock

clean: ## remove what was built; the environment and the editions in dist/ stay
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache src/*.egg-info
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -r {} +

# --- the environment -------------------------------------------------------------------
# requirements.lock serves as constraints, so that one file pins both environments.

.venv/ready: requirements.lock pyproject.toml tools/system-packages
	tools/system-packages run
	$(MAKE) --no-print-directory .venv/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e .
	touch $@

.venv/ready-to-test: requirements.lock pyproject.toml tools/system-packages
	tools/system-packages run test
	$(MAKE) --no-print-directory .venv/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev]'
	npm install --prefix .venv/npm --silent --no-audit --no-fund $(JATS_DTD) || \
		echo "Without npm there is no DTD of JATS: its test will be skipped." >&2
	touch $@ .venv/ready

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: https://www.python.org/downloads/" >&2; exit 1; }
	$(PYTHON) -m venv .venv
