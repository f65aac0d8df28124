# What the three layers share. `sam build` runs each layer's Makefile at the repository's root.
SHELL := /bin/sh
PYTHON := python3.13
PACKAGES := $(ARTIFACTS_DIR)/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes

# Unchecked hashes: Lambda trusts what is shipped instead of compiling at every cold start.
define compile
find "$(PACKAGES)" -name __pycache__ -type d -prune -exec rm -rf {} +
$(PYTHON) -m compileall -q --invalidation-mode unchecked-hash -s "$(ARTIFACTS_DIR)" -p /opt "$(PACKAGES)"
endef
