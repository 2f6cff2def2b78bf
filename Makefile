# The commands of the project; `make` alone lists them. Another Python: make test PYTHON=python3.12

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Stamps of what is installed, one for each Python, so that another PYTHON installs anew. To serve, the
# developers' tools are not needed.
SERVICE := $(VENV)/.installed-$(notdir $(PYTHON))
TOOLS := $(VENV)/.tools-$(notdir $(PYTHON))

# What is measured: an archive of JSON lines, and a JSON array of queries.
ARCHIVE ?= ../shared/data/saudinewsnet.jsonl.gz
QUERIES ?= ../shared/data/queries.json

.DEFAULT_GOAL := help
.PHONY: help run test test-opensearch test-three-nodes lint format bench clean

help: ## List these commands.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(SERVICE) ## Install, index the sample articles if there is no index, and serve http://127.0.0.1:8000.
	@$(BIN)/searchapp reindex --if-empty samples
	@exec $(BIN)/searchapp serve

test: lint ## Everything: lint, then the fast tests, the slow ones, the browser's, and those on OpenSearch.
	@scripts/install_browser.sh
	$(BIN)/python -m pytest -rs
	$(BIN)/python -m pytest -rs -m opensearch

test-opensearch: $(TOOLS) ## The tests on a real OpenSearch, which Maven fetches once; it needs a JDK of version 21 or newer.
	$(BIN)/python -m pytest -rs -m opensearch

test-three-nodes: $(TOOLS) ## The contract of engines on a cluster of three nodes, which takes twenty minutes on two busy cores.
	OPENSEARCH_NODES=3 OPENSEARCH_HEAP_MB=512 $(BIN)/python -m pytest -rs -m opensearch tests/engines

lint: $(TOOLS) ## Style, types and the floors of the imports.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(TOOLS) ## Put the code in its house style.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(SERVICE) ## Measure analysis, and this engine beside others: make bench ARCHIVE=news.jsonl.gz QUERIES=queries.json
	@for file in "$(ARCHIVE)" "$(QUERIES)"; do test -f "$$file" || \
		{ echo "There is no $$file: make bench ARCHIVE=news.jsonl.gz QUERIES=queries.json" >&2; exit 1; }; done
	@$(BIN)/python -m pip install --quiet --editable '.[bench]'
	$(BIN)/python -m benchmarks.analysis "$(ARCHIVE)"
	$(BIN)/python -m benchmarks.speed --corpus "$(ARCHIVE)" --queries "$(QUERIES)"

clean: ## Remove what was made, except the index.
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(SERVICE): setup.cfg pyproject.toml scripts/make_venv.sh
	@scripts/make_venv.sh $(PYTHON) $(VENV)
	@echo "Installing searchapp into $(VENV)."
	@$(BIN)/python -m pip install --quiet --editable '.[fast]'
	@rm -f $(VENV)/.installed-* $(VENV)/.tools-*
	@touch $@

$(TOOLS): $(SERVICE)
	@echo "Installing the tools for tests and lint into $(VENV)."
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@
