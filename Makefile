# The two that matter: `make lab` and `make test`. `make help` lists all.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python

# A class shares one machine: one thread a kernel.
export OMP_NUM_THREADS ?= 1
# The kernel called python3 is that of the virtual environment.
export JUPYTER_PREFER_ENV_PATH := 1

# The settings in lab/ ask no question; root is who one is inside a container.
LAB := $(RUN) -m jupyterlab --allow-root --LabApp.app_settings_dir=lab \
       --LabApp.default_url=/lab/tree/00_start_here.ipynb

.DEFAULT_GOAL := help
.PHONY: help lab test lint pytest nbval notebooks bench clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s%s\n", $$1, $$2 }' Makefile

lab: $(VENV)/for-notebooks  ## open the notebooks in JupyterLab
	$(RUN) -m jupyter trust notebooks/*.ipynb
	$(LAB) $(LAB_OPTIONS) notebooks

test: lint pytest nbval  ## check everything

lint: $(VENV)/for-tests  ## ruff and mypy
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy

# A browser mostly waits, so the other tests run beside it, behind it in the queue for the processor.
BESIDE := $(VENV)/beside.txt

pytest: $(VENV)/for-tests  ## the tests, in the browser too
	@nice -n 19 $(RUN) -m pytest --ignore tests/browser > $(BESIDE) 2>&1 & beside=$$!; \
	$(RUN) -m pytest tests/browser; browser=$$?; \
	wait $$beside; beside=$$?; cat $(BESIDE); exit $$((browser + beside))

nbval: $(VENV)/for-tests  ## run the notebooks; every output must be as stored
	$(RUN) -m pytest --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg notebooks

notebooks: $(VENV)/for-tests  ## run the notebooks and store their outputs
	$(RUN) notebooks/execute.py

bench: $(VENV)/for-tests  ## measure the panels in a browser
	$(RUN) -m benchmarks

clean:  ## remove all that these targets made
	rm -rf $(VENV) build *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# Importing the font manager builds Matplotlib's font cache, which would else announce itself in a notebook.
$(VENV)/for-notebooks: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make lab PYTHON=python3.12, for example")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --editable '.[notebooks]'
	$(RUN) -c 'import matplotlib.font_manager'
	touch $@

$(VENV)/for-tests: pyproject.toml $(VENV)/for-notebooks
	$(RUN) -m pip install --editable '.[notebooks,test]'
	touch $@
