# The front door. A machine needs Python 3.11 or later, make and a package index; nothing else.
.DEFAULT_GOAL := help
.PHONY: help install demo test test-slow check types style check-extras audit fix docs deploy-files locks clean
.PHONY: bench bench-features bench-service bench-decisions bench-dashboard screenshots notebook

# Every test starts programs; without Python's own cache each would compile the same thousands of modules again.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
RUN := .venv/bin
INSTALLED := .venv/.installed
LOCK := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 --custom-compile-command "make locks" pyproject.toml

# LightGBM's package asks for these two, and its own library, all that a server calls, does not.
UNUSED := --no-emit-package scipy --no-emit-package narwhals

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

install: $(INSTALLED) ## .venv with everything, pinned by hash

demo: install ## 20,000 synthetic clients, a model, the API and the dashboard
	$(RUN)/limpide demo

# As many tests run side by side as there are cores, and more: no library gains by threads of its own.
test test-slow: export OMP_NUM_THREADS = 1

test: install ## what must hold, on a real PostgreSQL and a real browser; some minutes
	$(RUN)/pytest

test-slow: install ## what takes longer: every page and an officer's day, the demo, Spark, MLflow, deployments
	$(RUN)/pytest -m slow

check: install ## style, types, floors of the house, known weaknesses, secrets
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types style audit

types: install
	$(RUN)/mypy

style: install
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/lint-imports

audit: install ## known weaknesses of what is pinned, secrets in what is committed
	$(RUN)/python .ci/audit.py

fix: install ## mend what can be mended by machine
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

bench: install ## measure; results go to benchmarks/RESULTS.md
	$(RUN)/python -m benchmarks

bench-features: install ## measure features at full size, beside a pandas script; some ten minutes
	$(RUN)/python -m benchmarks.features

bench-service: install ## measure every question to the API at full size; needs wrk
	$(RUN)/python -m benchmarks.service

bench-decisions: install ## measure two minutes of 200 officers who decide
	$(RUN)/python -m benchmarks.decisions

bench-dashboard: install ## measure what an officer waits for, in a real browser, at full size
	$(RUN)/python -m benchmarks.dashboard

screenshots: install ## the pictures of README and guides, from a running demo
	$(RUN)/python -m benchmarks.screenshots

notebook: install ## run the notebook of the modelling and keep its tables and pictures; some minutes
	$(RUN)/python -m benchmarks.notebook

locks: $(UV) ## resolve the pinned requirements anew
	$(LOCK) --all-extras --group dev --output-file requirements/all.txt
	$(LOCK) --extra service --constraint requirements/all.txt $(UNUSED) --output-file requirements/service.txt
	$(LOCK) --extra dashboard --constraint requirements/all.txt --output-file requirements/dashboard.txt
	$(LOCK:pyproject.toml=requirements/uv.in) --output-file requirements/uv.txt

deploy-files: install ## requirements.txt and Streamlit's options at the root, from the locks
	$(RUN)/python deploy/write.py

check-extras: $(UV) ## install every extra by itself, start it, weigh the server; needs an index
	UV=$(abspath $(UV)) $(PYTHON) deploy/extras.py

docs: install ## the documentation site, in build/site
	$(RUN)/python deploy/draw_architecture.py > docs/architecture.md
	$(RUN)/zensical build --strict

clean: ## remove what the commands above made
	rm -rf build .venv .uv .limpide .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(INSTALLED): $(UV) requirements/all.txt pyproject.toml
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	$(UV) pip sync --quiet --python .venv/bin/python --require-hashes requirements/all.txt
	$(UV) pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
	@touch $@

.uv/bin/uv: requirements/uv.txt
	$(PYTHON) -m venv .uv
	.uv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@touch $@
