# The two that matter: `make lab` and `make test`. `make help` lists all.

PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python

# A class shares one machine: one thread a kernel.
export OMP_NUM_THREADS ?= 1
# The kernel called python3 is that of the virtual environment.
export JUPYTER_PREFER_ENV_PATH := 1
# Some containers forbid Python to keep what it compiles: each kernel would compile all anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help lab original site test test-long versions floors lint pytest monkeys latex mutants nbval colab notebooks firefox bench bench-engine oldest clean

help:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

# Nobody works in notebooks/, which is what the tests hold to: OWN is a copy, made once.
OWN := my-notebooks

lab: $(VENV)/for-notebooks  ## open your copy of the notebooks in JupyterLab
	$(RUN) -m mlpcore.commands lab $(OWN) $(LAB_OPTIONS)

original: $(VENV)/for-notebooks  ## get the original of a notebook back: make original NB=02
	$(RUN) -m mlpcore.commands notebooks $(OWN) --original $(NB)

test: lint pytest  ## check everything

# JavaScript is checked where there is npm; on CI there has to be. The skipped rule would have every
# script use its own functions: on the page they are one script.
SCRIPTS := mlpcore/panels/base/scripts
CHECKERS := typescript@7.0.2 @biomejs/biome@2.6.8
NODE := $(VENV)/node
NPM := $(shell command -v npm 2>/dev/null)
JAVASCRIPT := $(if $(NPM)$(filter true,$(CI)),$(VENV)/for-javascript)

lint: $(VENV)/for-tests $(JAVASCRIPT)  ## ruff and mypy; TypeScript and Biome for the scripts
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
ifdef JAVASCRIPT
	$(NODE)/node_modules/.bin/tsc --project $(SCRIPTS)/jsconfig.json
	$(NODE)/node_modules/.bin/biome lint --error-on-warnings --skip=correctness/noUnusedVariables $(SCRIPTS)
else
	@echo 'The JavaScript was not checked: there is no npm here.'
endif

# What needs no browser runs in two halves: workers of xdist would collect all tests twice, and report
# each of 10,000 small ones. On two processors it comes first: beside a browser it takes half as long
# again, and the browser a third. Three workers, for each waits now and then. A browser can also hang:
# a test that does is ended, and what failed is tried once more, alone.
APART := $(VENV)/apart
BROWSER := $(RUN) -m pytest tests/browser tests/site --durations 20 -o cache_dir=$(VENV)/browser-cache --timeout 300 --timeout-method thread

WITHOUT := $(RUN) -m pytest -p no:cacheprovider
HALF := tests/panels tests/notebooks tests/faults tests/views
ONE = $(WITHOUT) $(HALF) -m "$(WHICH)" || failed=1
OTHER = $(WITHOUT) tests $(patsubst %,--ignore %,tests/browser tests/site $(HALF)) -m "$(WHICH)" || failed=1

FEW := $(filter 1 2,$(shell nproc 2>/dev/null || echo 2))
ENDED = wait $$one; one=$$?; wait $$other; other=$$?; cat $(APART)-1.txt $(APART)-2.txt;

pytest: WHICH := not long
pytest: AFTER_ONE = $(RUN) $(NBVAL) || failed=1; $(IN_OLDEST) || failed=1;
test-long: WHICH := long
pytest: $(VENV)/for-tests $(VENV)/oldest/ready  ## the tests, in the browser too
test-long: $(VENV)/for-tests  ## more samples of the same: other kinds, notebooks and networks
pytest test-long:
	@sh -c '$(ONE); $(AFTER_ONE) exit $${failed:-0}' > $(APART)-1.txt 2>&1 & one=$$!; \
	sh -c '$(OTHER); exit $${failed:-0}' > $(APART)-2.txt 2>&1 & other=$$!; \
	$(if $(FEW),$(ENDED)) \
	$(BROWSER) -m "$(WHICH)" -n 3 --dist loadfile || $(BROWSER) -m "$(WHICH)" -n 1 --last-failed; browser=$$?; \
	$(if $(FEW),,$(ENDED)) \
	exit $$((browser + one + other))

# What the mathematics needs no more than: tested without anything of Jupyter.
OLDEST := $(VENV)/oldest
MATHEMATICS := activations backprop datasets errors gradcheck losses network oracle stopping training

IN_OLDEST := $(OLDEST)/bin/python -m pytest -p no:cacheprovider $(MATHEMATICS:%=tests/test_%.py)

oldest: $(OLDEST)/ready  ## the tests of the mathematics with the oldest NumPy that is allowed
	$(IN_OLDEST)

# Where a page is there already, the extra panels adds to it and changes nothing.
COLAB := $(VENV)/colab
IN_COLAB := $(COLAB)/bin/python

colab: $(COLAB)/ready  ## the tests of the panels with the NumPy and the ipywidgets of Colab
	$(IN_COLAB) -m pytest -p no:cacheprovider -W ignore::DeprecationWarning tests/panels

monkeys: $(VENV)/for-tests  ## send each panel thousands of messages, and press 500 times whatever is there
	MONKEYS=1000 PAGE_MONKEYS=500 $(RUN) -m pytest tests/panels/test_messages.py tests/browser/test_page_monkeys.py

latex: $(VENV)/for-tests  ## put worksheets through LaTeX, which has to be there
	LATEX=required $(RUN) -m pytest tests/lesson/worksheets -k latex_compiles

# MUTANTS=all makes every one, which takes days; OF=mlpcore/losses.py those of one file or folder.
MUTANTS := 40
OF := mlpcore
SEED := 0

mutants: $(VENV)/for-mutants  ## put faults into a copy of the code, and count those that tests find
	$(RUN) -m benchmarks.mutants $(OF) --mutants $(MUTANTS) --seed $(SEED)

NBVAL := -m pytest --nbval --nbval-current-env --nbval-sanitize-with tests/nbval.cfg notebooks

nbval: $(VENV)/for-tests  ## run the notebooks; every output must be as stored
	$(RUN) $(NBVAL) -n 2 --dist loadfile

# uv takes a Python that is there, or fetches it; only it can ask for the oldest of everything.
PYTHONS := 3.11 3.12 3.13 3.14
UV := $(VENV)/bin/uv

versions: $(PYTHONS:%=version-%) floors  ## every output with each Python, and with the oldest of everything

version-%: $(UV)
	$(UV) venv --clear --python $* $(VENV)/version-$*
	$(UV) pip install --python $(VENV)/version-$* --editable '.[notebooks,test]'
	$(VENV)/version-$*/bin/python $(NBVAL)

floors: $(UV)  ## every output with the oldest Python and the oldest of everything that is allowed
	$(UV) venv --clear --python $(firstword $(PYTHONS)) $(VENV)/floors
	$(UV) pip install --python $(VENV)/floors --resolution lowest-direct --editable '.[notebooks,test]'
	$(VENV)/floors/bin/python $(NBVAL)

$(UV): $(VENV)/for-notebooks
	$(RUN) -m pip install uv

notebooks: $(VENV)/for-tests  ## run the notebooks and store their outputs
	$(RUN) notebooks/execute.py

# With PYODIDE=folder, an unpacked release of Pyodide, the numbers on its panels can be moved, too,
# and the notebooks can be opened live.
site: $(VENV)/for-notebooks $(if $(PYODIDE),$(VENV)/for-site)  ## pages that need nothing installed, into build/site
	$(RUN) -m site_builder build/site $(if $(PYODIDE),--pyodide $(PYODIDE))

# Not with the scripts' checkers: only who has a Firefox can use it.
firefox: $(VENV)/for-tests  ## the pages of the site in Firefox, which has to be there
	npm install --prefix $(NODE) --no-save --no-package-lock --ignore-scripts --no-audit --no-fund $(CHECKERS) puppeteer-core@24.43.1
	FIREFOX=required $(RUN) -m pytest tests/site/test_firefox.py

bench: $(VENV)/for-tests  ## measure the panels in a browser
	$(RUN) -m benchmarks

bench-engine: $(VENV)/for-tests  ## measure the mathematics against a student's NumPy, one core
	$(RUN) -m benchmarks.engine

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

# Its faults are the measure, so it is of one version.
$(VENV)/for-mutants: $(VENV)/for-tests
	$(RUN) -m pip install mutmut==3.8.1
	touch $@

$(VENV)/for-site: pyproject.toml $(VENV)/for-notebooks
	$(RUN) -m pip install --editable '.[site]'
	touch $@

$(OLDEST)/ready: pyproject.toml
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python -m pip install 'numpy==2.0.*; python_version < "3.13"' \
	    'numpy==2.1.*; python_version == "3.13"' autograd hypothesis mpmath pytest
	$(OLDEST)/bin/python -m pip install --no-deps --editable .
	touch $@

$(COLAB)/ready: pyproject.toml
	$(PYTHON) -m venv $(COLAB)
	$(IN_COLAB) -m pip install numpy==2.0.2 ipywidgets==7.7.1
	$(IN_COLAB) -m pip freeze > $(COLAB)/before
	$(IN_COLAB) -m pip install --editable '.[panels]'
	$(IN_COLAB) -m pip freeze | grep -Fxf $(COLAB)/before | diff $(COLAB)/before -
	$(IN_COLAB) -m pip install autograd hypothesis marimo mpmath pytest pyyaml
	touch $@

# No lock file: it would record where the packages came from.
$(VENV)/for-javascript: Makefile
	@command -v npm >/dev/null || { echo 'npm is needed to check the JavaScript.' >&2; exit 1; }
	npm install --prefix $(NODE) --no-save --no-package-lock --ignore-scripts --no-audit --no-fund $(CHECKERS)
	touch $@
