# Two commands do everything: `make build` and `make test`. Each makes its own .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The versions that have been tried. `make test LOCK=` takes the newest ones that pyproject.toml allows.
LOCK ?= requirements.lock
CONSTRAINT = $(if $(LOCK),--constraint $(LOCK))

.PHONY: build check test test-office lint bench serve docs reference pictures lock clean

build: $(VENV)/installed
	$(BIN)/clausewright build

check: $(VENV)/installed
	$(BIN)/clausewright check

serve: $(VENV)/installed
	$(BIN)/clausewright serve

# Two files at a time, in the order of pyproject.toml: what the tests of a file share is made once.
test: $(VENV)/tested
	$(BIN)/python tests/support/browser.py
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# With LibreOffice, which it installs where it may: tracked changes in Word files are taken as they are meant.
test-office: $(VENV)/tested
	$(BIN)/python -m tests.office

lint: $(VENV)/tested
	$(BIN)/ruff check scripts tests
	$(BIN)/ruff format --check scripts tests
	$(BIN)/mypy

bench: $(VENV)/tested
	$(BIN)/python -m tests.benchmarks

# The documentation, in docs/site: strict, so that every link in it leads somewhere.
docs: $(VENV)/installed
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --config-file docs/mkdocs.yml

# The pages of the documentation that are made from code and data; a test says when they are old.
reference: $(VENV)/installed
	$(BIN)/python -m documentation

# The pictures of the documentation, taken from the library in this repository as it is built.
pictures: $(VENV)/tested build
	$(BIN)/python -m documentation pictures

# The newest versions, in an environment of their own; `make test` says whether they will do.
lock:
	rm -rf $(VENV)
	$(MAKE) $(VENV)/tested LOCK=
	echo "# What \`make\` and the workflows install; 'make lock' writes it anew. 'make test LOCK=' does without." > requirements.lock
	$(BIN)/python -m pip --disable-pip-version-check freeze --exclude-editable >> requirements.lock

clean:
	rm -rf public office site .clausewright $(VENV)

$(VENV)/installed: pyproject.toml $(LOCK)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAINT) --editable .
	touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAINT) --editable '.[test,lint]'
	touch $@
