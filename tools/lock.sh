#!/bin/sh
# Lock what pyproject.toml asks for, with hashes, for every platform. Run by `make lock`.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q "uv==0.13.9"
lock() { .venv/bin/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@"; }
lock -o requirements/run.txt
lock --group test -c requirements/run.txt -o requirements/test.txt
echo "flit_core==3.12.0" | .venv/bin/uv pip compile -q - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/build.txt
