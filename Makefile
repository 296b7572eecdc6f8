# What an operator and a maintainer type. `make` alone lists it.
# Settings are environment variables (see .env.example): `make run PORT=9000`, `DATABASE_URL=… make test`.

.DEFAULT_GOAL := help
.PHONY: help run manage test test-fast tiers thorough examples fuzz crashes lint doctor check bench mutants clean
PY := .venv/bin/python
# A file's tests share servers, so they stay together; tests/tiers.py puts the files in order. Python's compiled files
# are written even where the environment says not to: the tests start many programs.
TESTS := PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations=20

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/.ready-run ## Start everything: database, web server, worker, demo data (PORT=8000)
	@$(PY) -m config.launch run

manage: .venv/.ready-run ## Run a Django command on the database of `make run` (do="audit_ledger")
	@$(PY) -m config.launch manage $(do)

test: .venv/.ready-dev ## Run the tests on a throwaway database, in a process for each core (args="tests/launch -k port")
	@$(TESTS) -m "not thorough" $(args)

test-fast: .venv/.ready-dev ## Run the tests that are quick and start no server, no browser and no other program
	@$(TESTS) -m "not programs and not slow and not thorough" $(args)

tiers: .venv/.ready-dev ## Measure the tests that start no program, and write down which files are slow
	@$(TESTS) -m "not programs and not thorough" --junitxml=var/tests.xml && $(PY) -m tests.slow_files var/tests.xml

thorough: .venv/.ready-dev ## Run the tests that take longest: whole programs, all pages, all examples
	@$(TESTS) -m thorough $(args)

fuzz: .venv/.ready-dev ## Send both APIs made-up requests, EXAMPLES=1200 of each operation (SEED=… repeats a run)
	@EXAMPLES=$(or $(EXAMPLES),1200) SEED=$(or $(SEED),$(shell date +%s)) $(PY) -m pytest -s tests/schema/test_schemathesis*.py

examples: .venv/.ready-dev ## Record the answers that the API documents show, after a change that is meant
	@RECORD=1 $(PY) -m pytest -q tests/contract/test_examples.py -k operations_answer
	@DEBUG=true DATABASE_URL=postgresql://localhost/unused $(PY) manage.py check_openapi --write

lint: .venv/.ready-dev ## Check style, types and the direction of imports
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@DEBUG=true DATABASE_URL=postgresql://localhost/unused $(PY) -m mypy
	@.venv/bin/lint-imports --no-cache

doctor: .venv/.ready-run ## Check your own settings (.env), database, files and mail
	@$(PY) -m config.launch manage check_deployment

check: .venv/.ready-dev ## Check this source: made-up deployment settings, the migrations and both API schemas
	@$(PY) -m config.launch check

crashes: .venv/.ready-dev ## Kill sender, web server and database at random over CHANGES=2000 changes (SEED=… repeats a run)
	@CHANGES=$(or $(CHANGES),2000) SEED=$(or $(SEED),$(shell date +%s)) $(PY) -m pytest -s tests/webhooks/test_crashes.py

bench: .venv/.ready-dev ## Measure the server and the ledger beside their limits, quickly (args="charge" for one)
	@$(PY) -m benchmarks $(or $(args),all)

mutants: .venv/.ready-dev ## Put COUNT=200 small faults into the ledger, one at a time: which do no tests notice? (SEED=1)
	@COUNT=$(or $(COUNT),200) SEED=$(or $(SEED),1) $(PY) -m scripts.mutants

clean: ## Remove the environment and caches; var/ with its data stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.ready-run: requirements.lock requirements-uv.lock scripts/bootstrap .venv/bin/python
	@scripts/bootstrap run

.venv/.ready-dev: requirements-dev.lock requirements-uv.lock scripts/bootstrap .venv/bin/python
	@scripts/bootstrap dev

# A missing interpreter, or one that left with a system upgrade, makes both stamps stale.
.venv/bin/python:
	@:
