# Two commands are enough: `make demo` opens the training counter, `make test` proves the program.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/pip --disable-pip-version-check -q
# Also for what only building needs: pip does not apply -c to that.
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt

# PC/SC support is built only where its headers are; everything else works without it.
BUILD_CARDS = if [ -e /usr/include/PCSC/winscard.h ] && command -v gcc >/dev/null; then \
	$(PIP) install pyscard || echo "PC/SC cards: not built; everything else works"; \
	else echo "PC/SC cards: headers are missing (libpcsclite-dev, gcc); everything else works"; fi

.PHONY: demo test check bench screenshots clean

# The program, with card support where its headers are; everything else works without them.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "No virtual environment: install python3-venv, then run make again"; exit 1; }
	$(PIP) install -e .
	@$(BUILD_CARDS)
	@$(BIN)/python -m compileall -q clerk screens integrations printing
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install -e '.[test]'
	@sh tools/system_packages.sh
	@$(BUILD_CARDS)
	@touch $@

demo: $(VENV)/.installed
	@$(BIN)/clerk train

# Papers are tested in a process of their own, as the counter draws them in one.
test: $(VENV)/.installed-test
	$(BIN)/pytest tests/printing
	$(BIN)/pytest -n 2 --dist loadfile -m "not slow" --ignore=tests/printing
	$(BIN)/pytest -m slow

check: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks

screenshots: $(VENV)/.installed-test
	$(BIN)/python -m tools.readme_pictures docs/pictures

clean:
	rm -rf $(VENV) build *.egg-info
