# Two commands do all the set-up: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: moved help run link test torture mutants check bench bench-understanding messages migrations lock format model screenshots clean
PY := .venv/bin/python
ONLY ?=
WITH ?=
WHO ?=
EXTRA := $(filter embeddings,$(WITH))
ADDED := $(filter embeddings streams,$(WITH))
# A folder that was moved or copied has an environment that points elsewhere, to other code perhaps: tools/environment.sh makes it again.
MOVED := $(shell [ ! -e .venv/.place ] || [ "$$(cat .venv/.place)" = "$$(pwd -P)" ] || echo moved)

help: ## all commands, one line each
	@echo "usage: make COMMAND"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' Makefile | expand -t 24
	@echo
	@echo "Without make: zuruf help"

run: .venv/.run $(ADDED:%=.venv/.%) ## start Zuruf with what it needs; WITH=embeddings or WITH=streams adds those; PORT=8001 make run for another port
	@exec env $(EXTRA:embeddings=ZURUF_EMBEDDINGS=on) $(PY) -m zuruf up

link: .venv/.run ## print a one-time sign-in link; for one person: make link WHO=anna@example.org
	@$(PY) -m zuruf link $(WHO)

test: .venv/.test ## check and test everything, on SQLite and PostgreSQL, with a real browser
	@sh tools/test.sh

torture: .venv/.test ## replies, kill -9 and network faults by the thousand, counted at the networks (a quarter of an hour)
	@$(PY) -m tests.torture $(WITH)

mutants: .venv/.test ## break the outbox on purpose, a line at a time, and name the test that notices
	@$(PY) tools/mutants.py $(ONLY)

check: .venv/.test ## style, types, layers, migrations, translations, pages (part of test)
	@sh tools/check.sh

bench: .venv/.test ## measure, one line of JSON per figure; make bench ONLY=intake for a part
	@$(PY) -m bench $(ONLY)

bench-understanding: .venv/.test ## how well messages are understood, and how fast (a quarter of an hour); ONLY=speed; WITH=embeddings; WITH=fine-tune
	@$(PY) -m bench.understanding $(addprefix --,$(filter embeddings fine-tune,$(WITH))) $(ONLY)

messages: .venv/.test ## gather the words of pages and code into the German catalogue
	@$(PY) tools/messages.py

migrations: .venv/.test ## write migrations for changed models
	@ZURUF_DATA=.cache/data $(PY) -m zuruf makemigrations store

lock: .venv/.test ## lock dependencies anew, with hashes
	@sh tools/lock.sh

format: .venv/.test ## bring code into shape
	@$(PY) -m ruff check -q --fix . && $(PY) -m ruff format -q .

model: .venv/.test ## teach the model that ships from open data and invented texts, and measure it (WITH=--write keeps it)
	@$(PY) tools/model.py $(WITH)

screenshots: .venv/.test ## take the documents' pictures from the running product
	@$(PY) tools/screenshots.py $(WITH)

clean: ## remove what was installed and cached; keeps var/ (your data)
	rm -rf .venv .cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .pytest_cache

.venv/.run: requirements/run.txt requirements/build.txt pyproject.toml tools/environment.sh $(MOVED)
	@sh tools/environment.sh run

.venv/.embeddings: requirements/embeddings.txt .venv/.run
	@sh tools/environment.sh embeddings

.venv/.streams: requirements/streams.txt .venv/.run
	@sh tools/environment.sh streams

.venv/.test: requirements/test.txt requirements/build.txt pyproject.toml tools/environment.sh $(MOVED)
	@sh tools/environment.sh test
