# What the layers share. `sam build` runs each layer's Makefile at the repository's root.
SHELL := /bin/sh
PYTHON := python3.13
PACKAGES := $(ARTIFACTS_DIR)/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes
# Wheels for Lambda's processors and its glibc 2.34 (Amazon Linux 2023), unless the layers are to run on this machine.
WHEELS := --python-version 3.13 --implementation cp --only-binary=:all: \
	--platform manylinux_2_34_aarch64 --platform manylinux_2_28_aarch64 --platform manylinux2014_aarch64
ifdef LAYERS_FOR_THIS_MACHINE
WHEELS := --only-binary=:all:
endif

# Unchecked hashes: Lambda trusts what is shipped instead of compiling at every cold start.
define compile
find "$(PACKAGES)" -name __pycache__ -type d -prune -exec rm -rf {} +
$(PYTHON) -m compileall -q --invalidation-mode unchecked-hash -s "$(ARTIFACTS_DIR)" -p /opt "$(PACKAGES)"
endef
