# `make` alone prints what there is. Everything sets up its own environments below .environments.
.DEFAULT_GOAL := help
SHELL := /bin/sh
.SHELLFLAGS := -ec

PORT ?= 3000
LINE_PORT ?= 3001
# Where the emulators listen: LISTEN=0.0.0.0 lets containers in, for `sam local invoke` under Linux.
LISTEN ?= 127.0.0.1
SEEDS ?= 500

ENVIRONMENTS := .environments
DEV := $(ENVIRONMENTS)/dev
STACK := $(ENVIRONMENTS)/stack
BROWSER := $(ENVIRONMENTS)/browser.ready
PYTHON := $(DEV)/bin/python
# The machine's own uv, else one installed below .environments.
UV := $(shell uv --version >/dev/null 2>&1 && command -v uv || echo $(ENVIRONMENTS)/uv/bin/uv)

export SAM_CLI_TELEMETRY := 0
export PATH := $(CURDIR)/$(DEV)/bin:$(PATH)
# A machine without Python 3.13 gets uv's own build of it.
export UV_PYTHON_PREFERENCE := system
unexport VIRTUAL_ENV

##@ Run

.PHONY: run
run: environments ## the whole service on this machine: make run [PORT=3000] [LINE_PORT=3001] [LISTEN=127.0.0.1]
	@exec $(PYTHON) -m local.run --port $(PORT) --line-port $(LINE_PORT) --listen $(LISTEN)

.PHONY: build
build: environments ## sam build
	sam build

##@ Test

.PHONY: test
test: environments $(BROWSER) ## every test: unit, functional, architecture, conformance, integration, browser
	$(PYTHON) -m pytest tests

.PHONY: test-fast
test-fast: environments ## the tests that need neither the local stack nor a browser
	$(PYTHON) -m pytest tests --ignore tests/integration --ignore tests/browser

.PHONY: check
check: lint types template content audit ## what CI asks before the tests: lint, types, template, content, audit

.PHONY: lint
lint: environments
	ruff check .
	ruff format --check .

.PHONY: types
types: environments ## mypy --strict; each function apart, for every one of them is called app
	mypy
	@for function in functions/*/; do echo "mypy $$function"; mypy "$$function"; done

.PHONY: template
template: environments
	cfn-lint template.yaml
	AWS_DEFAULT_REGION=ap-northeast-1 sam validate --lint
	$(PYTHON) -m pytest -q tests/architecture/test_template.py

.PHONY: content
content: environments
	$(PYTHON) layers/content/build.py --check

.PHONY: audit
audit: environments
	$(PYTHON) -m local.audit

.PHONY: format
format: environments ## write the code as ruff wants it
	ruff check --fix --quiet .
	ruff format .

.PHONY: bench-cold
bench-cold: environments ## cold starts beside three peers
	$(PYTHON) -m tests.bench.cold

.PHONY: search-eval
search-eval: environments ## residents' questions to the procedure search: right answers and time
	$(PYTHON) -m tests.eval.search

.PHONY: simulate-broadcast
simulate-broadcast: environments ## the whole broadcast path in virtual time, with faults: SEEDS=500
	$(PYTHON) -m tests.simulation --seeds $(SEEDS)

.PHONY: simulate-forms
simulate-forms: environments ## days at the counter of applications, with faults at every call: SEEDS=200
	PYTHONPATH=layers/madoguchi/python $(PYTHON) -m tests.simulation.forms --seeds $(SEEDS)

.PHONY: bench-forms
bench-forms: environments ## 10,000 applications through the handler, before and after 100,000 are stored
	PYTHONPATH=layers/madoguchi/python $(PYTHON) -m tests.bench.forms

.PHONY: bench-broadcast
bench-broadcast: environments ## 800,000 recipients against LINE's limit, in real time
	$(PYTHON) -m tests.bench.broadcast

.PHONY: bench-personal
bench-personal: environments ## 20,000 people's own plans brought back against LINE's 2,000 pushes a second, in real time
	PYTHONPATH=layers/madoguchi/python $(PYTHON) -m tests.bench.personal

.PHONY: bench-drill
bench-drill: environments ## the drill's maps, sites, score and attempts against brute force and an oracle
	PYTHONPATH=layers/madoguchi/python $(PYTHON) -m tests.bench.drill

.PHONY: bench-door
bench-door: environments ## the noon burst at LINE's door, scaled to one core
	PYTHONPATH=layers/madoguchi/python $(PYTHON) -m tests.bench.door

.PHONY: fuzz-door
fuzz-door: environments ## 100,000 generated bodies at LINE's door
	PYTHONPATH=layers/madoguchi/python $(PYTHON) -m tests.bench.door_fuzz

.PHONY: languages
languages: environments ## what is not translated yet
	PYTHONPATH=layers/madoguchi/python $(PYTHON) -m local.languages

##@ Set up

.PHONY: environments
environments: $(DEV)/ready $(STACK)/ready ## Python environments, from hash-locked requirements

.PHONY: browser
browser: $(BROWSER) ## Chromium and a Japanese font

$(DEV)/ready: requirements/dev.txt | $(UV)
	@echo "  installing the tools (requirements/dev.txt) ..."
	@$(UV) venv --quiet --clear --python 3.13 $(DEV)
	@$(UV) pip sync --quiet --python $(DEV)/bin/python --require-hashes requirements/dev.txt
	@touch $@

$(STACK)/ready: requirements/stack.txt | $(UV)
	@echo "  installing the AWS emulator (requirements/stack.txt) ..."
	@$(UV) venv --quiet --clear --python 3.13 $(STACK)
	@$(UV) pip sync --quiet --python $(STACK)/bin/python --require-hashes requirements/stack.txt
	@touch $@

$(ENVIRONMENTS)/uv/bin/uv:
	@echo "  installing uv ..."
	@python3 -m pip install -qq --disable-pip-version-check --require-hashes \
		--target $(ENVIRONMENTS)/uv --requirement requirements/uv.txt

$(BROWSER): local/browser_setup.sh $(DEV)/ready
	@sh local/browser_setup.sh
	@touch $@

LOCK := pip compile --quiet --universal --python-version 3.13 --generate-hashes --no-header --no-annotate
.PHONY: lock
lock: | $(UV) ## resolve pyproject.toml's groups into hash-locked requirements
	$(UV) $(LOCK) --group dev --output-file requirements/dev.txt
	$(UV) $(LOCK) --group layer --constraint requirements/dev.txt --output-file layers/dependencies/requirements.txt
	$(UV) $(LOCK) --group documents --constraint requirements/dev.txt --output-file layers/documents/requirements.txt
	$(UV) $(LOCK) --group content --constraint requirements/dev.txt --output-file layers/content/requirements.txt
	$(UV) $(LOCK) --group staff --constraint requirements/dev.txt --output-file layers/staff/requirements.txt
	$(UV) $(LOCK) --group stack --output-file requirements/stack.txt
	echo uv | $(UV) $(LOCK) - --output-file requirements/uv.txt

.PHONY: clean
clean: ## forget builds and environments
	rm -rf .aws-sam .local-state .mypy_cache .ruff_cache .hypothesis tests/artefacts $(ENVIRONMENTS)

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*## "} \
		/^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
