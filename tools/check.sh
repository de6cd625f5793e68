#!/bin/sh
# Everything that can be said about the code without running it. Part of `make test`.
set -eu
cd "$(dirname "$0")/.."
py=.venv/bin/python
export ZURUF_DATA="${ZURUF_DATA:-$(pwd)/.cache/data}"
mkdir -p "$ZURUF_DATA"
step() { echo "· $1"; }
step "style";        $py -m ruff check -q .
step "shape";        $py -m ruff format -q --check .
step "layers";       .venv/bin/lint-imports --no-cache > .cache/layers.txt || { cat .cache/layers.txt; exit 1; }
step "types";        $py -m mypy --no-error-summary
step "migrations";   $py -m zuruf makemigrations --check --dry-run > .cache/migrations.txt || { cat .cache/migrations.txt; exit 1; }
step "translations"; $py tools/messages.py check
step "pages and sizes"; $py tools/house.py
