# `make run` starts everything, `make test` passes everything. Both fetch what they need.

export PYTHONPATH :=
PYTHON ?= python3
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
CHROMIUM := $(shell command -v chromium chromium-browser google-chrome 2>/dev/null | head -n 1)
export UV_PROJECT_ENVIRONMENT := .venv

.PHONY: run test check test-service test-bot lint format pins audit clean browser node

# make run WORKERS=2: that many Rasas with their action servers; with PostgreSQL as many gateways.
run: $(UV)
	@$(if $(WORKERS),SUAR_WORKERS=$(WORKERS) )$(UV) run --quiet --no-dev suar up

test: check test-service test-bot

check: $(UV)
	$(UV) run --quiet ruff format --check .
	$(UV) run --quiet ruff check .
	$(UV) run --quiet mypy
	$(UV) run --quiet suar lint

test-service: $(UV) browser node
	$(UV) run --quiet pytest tests --ignore=tests/e2e -n auto --maxprocesses=4 --dist loadfile --no-loadscope-reorder
	$(UV) run --quiet pytest tests/e2e

test-bot: $(UV)
	$(UV) run --quiet --project bot mypy --config-file bot/mypy.ini bot
	$(UV) run --quiet --project bot pytest -c bot/pytest.ini tests/bot

# The browser tests need a browser; on Debian it is fetched where there is none.
browser:
ifeq ($(CHROMIUM),)
	@command -v apt-get >/dev/null || { echo "Install Chromium: the browser tests need it."; exit 1; }
	@echo "Installing Chromium and fonts …"
	@(apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core) >/dev/null
endif

# Twilio's own segment calculator, pinned and checked by its hash; without it that one test is skipped.
CALCULATOR := var/segments/node_modules/sms-segments-calculator
node: $(CALCULATOR)
$(CALCULATOR): tests/channels/npm/package-lock.json
ifeq ($(shell command -v npm 2>/dev/null),)
	@if command -v apt-get >/dev/null; then echo "Installing Node …"; \
	  (apt-get update -qq && apt-get install -y -qq nodejs npm) >/dev/null; fi || true
endif
	@mkdir -p var/segments && cp tests/channels/npm/package*.json var/segments/
	@npm ci --silent --ignore-scripts --no-audit --no-fund --prefix var/segments && touch $@ \
	  || echo "No Node or no npm registry: the segment counter is tested on stored cases only."

format: $(UV)
	$(UV) run --quiet ruff format .
	$(UV) run --quiet ruff check --fix .

pins: $(UV)
	$(PYTHON) deploy/pins.py clear . bot
	$(UV) lock --quiet --upgrade
	$(UV) lock --quiet --upgrade --project bot
	$(PYTHON) deploy/pins.py write . bot

# Needs PyPI itself: a mirror may not tell of vulnerabilities, and the audit fails there.
audit: $(UV)
	$(UV) run --quiet python deploy/audit.py

clean:
	rm -rf .venv bot/.venv .uv models var

# uv from PyPI in a folder of its own, where it is missing: nothing is installed system-wide.
.uv/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3 is missing: install it, for example 'apt install python3 python3-venv'."; exit 1; }
	@echo "Fetching uv into .uv …"
	@$(PYTHON) -m venv .uv >/dev/null 2>&1 || rm -rf .uv
	@if [ -x .uv/bin/pip ]; then .uv/bin/pip install --quiet uv; else $(PYTHON) -m pip install --quiet --target .uv uv; fi \
	  || { echo "uv could not be fetched from PyPI: is the network there?"; exit 1; }
