# Two commands matter: `make site` and `make test`. Everything else is here to help with them.

PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING := 1
export PYTHONUTF8 := 1
# Tests start Python many hundred times, and each time would compile everything anew where this is set.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: site serve test bench fuzz pictures format history audit lock clean

site: .venv/build-ready
	$(BIN)/mkdocs build
	@echo "The site is in site/. Look at it with: make serve"
	@$(BIN)/handbook gaps --format line

serve: .venv/build-ready
	$(BIN)/mkdocs serve

test: .venv/test-ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
	$(BIN)/mkdocs build --strict --site-dir build/strict

bench: .venv/test-ready
	$(BIN)/python tests/bench/growth.py
	$(BIN)/python tests/bench/cost.py
	$(BIN)/python tests/bench/history.py
	$(BIN)/python tests/bench/draw.py

# Takes an hour or two, and is in no workflow. For a part of it: make fuzz FUZZ="--examples 1000 settings".
fuzz: .venv/test-ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.txt
	$(BIN)/python tests/fuzz/run.py $(FUZZ)

pictures: .venv/test-ready
	PYTHONPATH=tests $(BIN)/python tests/pictures.py

format: .venv/test-ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/handbook schemas

# The workflows fetch commits without texts. This brings all former texts of the pages in one go, where
# git would ask for each by itself; in a whole clone there is nothing to bring.
history:
	git rev-list --objects --missing=print --full-history HEAD -- docs data | sed -n 's/^?//p' | xargs -r \
		git -c fetch.negotiationAlgorithm=noop fetch --quiet --no-tags --no-write-fetch-head --filter=blob:none origin

audit:
	$(PYTHON) -m venv .venv/audit
	.venv/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.txt
	.venv/audit/bin/pip-audit --strict --progress-spinner off --disable-pip --require-hashes $(addprefix -r ,$(wildcard requirements*.txt))

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

lock: .venv/test-ready
	$(LOCK) --upgrade --group build pyproject.toml -o requirements.txt
	$(LOCK) --upgrade --group dev -c requirements.txt -o requirements-dev.txt
	$(LOCK) --upgrade --group audit -c requirements.txt -c requirements-dev.txt -o requirements-audit.txt
	$(LOCK) --upgrade --group fuzz -c requirements.txt -c requirements-dev.txt -o requirements-fuzz.txt

clean:
	rm -rf .venv build site .site.next

.venv/build-ready: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("This needs Python 3.11 or newer; here is " + sys.version.split()[0] + ". Name another one with: make site PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/test-ready: .venv/build-ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@
