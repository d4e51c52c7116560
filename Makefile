# Four commands: `make chat`, `make test`, `make bench DATA=FOLDER` and `make train DATA=FOLDER`. Each sets up .venv by
# itself and is quick the second time (the measurements are not: about half an hour; nor is training: about three hours).
# `make test-shared` tests what lies beside the repository and is not part of it, `make test-models` a real model.
PYTHON ?= python3
PIP := .venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: chat check-scripts test torture coverage test-shared test-models check bench train clean

chat: .venv/chat
	.venv/bin/python app.py

torture: .venv/test
	.venv/bin/python -m tests.torture 500

test: check
	.venv/bin/python -m pytest $(ARGS)

# Apart from `make test`: tracing every line makes the tests take far longer.
coverage: .venv/test
	.venv/bin/python -m pytest --cov --cov-report=term:skip-covered $(ARGS)

# On published articles and public data in ../shared; a failure where they are missing.
test-shared: .venv/test
	.venv/bin/python -m pytest -m shared $(ARGS)

# One question to a real language model: the first time half a gigabyte is fetched into MODELS and checked.
MODELS ?= build/models
test-models: .venv/test
	FOOTNOTE_MODELS=$(MODELS) .venv/bin/python -m pytest tests/generation/test_real_model.py

check: .venv/test
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

# The page's scripts, by TypeScript; needs node, and is no part of `check` because a machine without one should pass that.
check-scripts:
	npx --yes --package typescript@5.9.3 tsc -p jsconfig.json

# torch first and by itself: asked for along with the rest, pip would consider its far larger builds too.
.venv/chat: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; make PYTHON=… names one")'
	$(PYTHON) -m venv .venv
	$(PIP) torch
	$(PIP) -e .
	touch $@

.venv/test: .venv/chat
	$(PIP) -e '.[test,mcp,bench,train,postgres]'
	touch $@

# DATA: the folder with the public data (benchmarks/README.md); PARTS: finding answers pairs outlets refusal overhead peers.
bench: .venv/bench
	.venv/bin/python -m benchmarks --data $(DATA) $(if $(PARTS),--only $(PARTS))

.venv/bench: .venv/chat
	$(PIP) -e '.[bench]'
	touch $@

# The networks and the rules that ship, from public data (training/README.md); the first three go on where they stopped.
train: .venv/test
	.venv/bin/python -m training.reader $(DATA)
	.venv/bin/python -m training.whole_questions $(DATA)
	.venv/bin/python -m training.judge $(DATA)
	.venv/bin/python -m training.fit_evidence $(DATA)
	.venv/bin/python -m training.fit_points

clean:
	rm -rf .venv build dist *.egg-info
