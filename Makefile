# Every target makes and reuses .venv by itself, and installs again only when the pins change.

PYTHON ?= python3.11
PORT ?= 7860
BIN := .venv/bin
PINS := pyproject.toml constraints.txt

# Not expanded, so that "$64bn" in a question stays what it is.
export IBID_Q := $(value Q)

.DEFAULT_GOAL := help
.PHONY: help serve ask test check format bench bench-faults bench-peers bench-scale report screenshot chromium clean

help:
	@echo 'make serve            the page over the two seed articles, at http://127.0.0.1:$(PORT)'
	@echo 'make ask Q="..."      ask them a question here'
	@echo 'make test             all tests'
	@echo 'make check            ruff, mypy and all tests: what CI runs'
	@echo 'make bench            speed and memory, side by side with the plain way'
	@echo 'make bench-peers      quality and speed, side by side with Haystack, txtai and plain code'
	@echo 'make bench-scale      libraries of 1,000 to 100,000 passages: speed, memory, disk'
	@echo 'make bench-faults     libraries killed, damaged and without room: what is lost, what mends'
	@echo 'make report SQUAD=...  how right answers are: build/report.html, and its picture in docs/'
	@echo 'make screenshot       the pictures of the page in docs/'

serve: .venv/installed
	$(BIN)/ibid add seeds
	$(BIN)/ibid serve --port $(PORT)

ask: .venv/installed
	@test -n "$$IBID_Q" || { echo 'Usage: make ask Q="How old is Putin?"' >&2; exit 2; }
	@$(BIN)/ibid add seeds >/dev/null
	@$(BIN)/ibid ask -- "$$IBID_Q"

test: .venv/installed-dev chromium
	$(BIN)/pytest

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(MAKE) test

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/installed-dev chromium
	$(BIN)/python -m eval.bench
	$(BIN)/python -m ui.bench

# SQUAD=FILE asks its questions too, DISTRACTORS="FILES" among others, QUESTIONS=N so many; WRITE=1 writes the docs.
bench-peers: .venv/installed-dev .venv-peers/installed
	$(BIN)/python -m eval.peers $(if $(SQUAD),--squad "$(SQUAD)") $(if $(DISTRACTORS),--distractors $(DISTRACTORS)) \
		$(if $(QUESTIONS),--questions $(QUESTIONS)) $(if $(SYSTEMS),--systems $(SYSTEMS)) $(if $(WRITE),--write)

# SQUAD="FILE MORE…" makes them of its paragraphs, the first file brings the questions; WRITE=1 writes docs/scale.md.
bench-scale: .venv/installed-dev
	$(BIN)/python -m eval.scale $(firstword $(SQUAD)) $(if $(word 2,$(SQUAD)),--distractors $(wordlist 2,9,$(SQUAD))) \
		$(if $(SIZES),--sizes $(SIZES)) $(if $(WRITE),--write docs/scale.md)

# TRIALS=N kills in all, 200 without it; WRITE=1 writes docs/faults.md.
bench-faults: .venv/installed-dev
	$(BIN)/python -m eval.faults $(if $(TRIALS),--trials $(TRIALS)) $(if $(WRITE),--write docs/faults.md)

report: .venv/installed-dev chromium
	@test -n "$(SQUAD)" || { echo 'Usage: make report SQUAD=dev-xquad-en.json' >&2; exit 2; }
	mkdir -p build
	$(BIN)/ibid eval "$(SQUAD)" --json build/report.json --jsonl build/report.jsonl --html build/report.html
	$(BIN)/python -m eval.picture build/report.html docs/report.png

screenshot: .venv/installed-dev chromium
	$(BIN)/python -m ui.screenshot docs

# The browser tests need Chromium. Installed where that is possible without asking anybody; else they are skipped.
chromium:
	@command -v chromium >/dev/null && exit 0; \
	if command -v apt-get >/dev/null && test "$$(id -u)" = 0; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	else \
		echo 'Chromium is not installed, so the browser tests will be skipped. To run them: sudo apt-get install chromium'; \
	fi

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo 'Ibid needs Python 3.11. Install it, or name it: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: $(PINS) | .venv/bin/python
	@echo 'Installing into .venv; the first time takes some minutes.'
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

# The systems that bench-peers compares Ibid with; the libraries that they share with it are of the same versions.
PEER_PINS := eval/peers/requirements.txt eval/peers/constraints.txt
.venv-peers/installed: $(PEER_PINS) constraints.txt
	test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--constraint eval/peers/constraints.txt --requirement eval/peers/requirements.txt
	touch $@

clean:
	rm -rf .venv .venv-peers .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
