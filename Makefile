# The two commands a newcomer needs are `make demo` and `make test`. Everything else serves those who work on Galla.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

TRANSLATIONS := $(wildcard resources/translations/*.ts)

.PHONY: demo run test check lint bench wheel translations clean

demo: $(VENV)/.installed
	$(BIN)/galla demo

run: $(VENV)/.installed
	$(BIN)/galla

test: $(VENV)/.installed-dev
	packaging/linux/system-packages.sh test
	$(MAKE) lint
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Figures for the README: against a bare tray icon, in an environment without development tools.
bench: $(VENV)/.installed-dev
	packaging/linux/system-packages.sh test
	$(BIN)/python tests/benchmarks/run.py

wheel: $(VENV)/.installed
	$(BIN)/python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir dist .

# Collects the marked texts of the source into resources/translations; a person then translates what is new.
translations: $(VENV)/.installed
	$(BIN)/python packaging/translations.py update

clean:
	rm -rf $(VENV) build dist demo-output resources/translations/*.qm

# Built without isolation: the build needs PySide6's lrelease, and one copy of PySide6 is enough. lrelease itself starts
# only where the system packages are, so they come first.
$(VENV)/.installed: pyproject.toml constraints.txt hatch_build.py $(TRANSLATIONS)
	@packaging/linux/system-packages.sh runtime
	packaging/linux/make-venv.sh $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt hatchling editables PySide6-Essentials
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable ".[dev]"
	@touch $@
