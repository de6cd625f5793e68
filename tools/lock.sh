#!/bin/sh
# Lock what pyproject.toml asks for, with hashes, for every platform. Run by `make lock`.
set -eu
cd "$(dirname "$0")/.."
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q "uv==0.13.9"
lock() { .venv/bin/uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate "$@"; }
lock -o requirements/run.txt
lock --group test --extra embeddings --extra streams -c requirements/run.txt -o requirements/test.txt
# An extra alone, on top of run.txt: what `make run WITH=embeddings` adds.
for extra in embeddings streams; do
    .venv/bin/python -c 'import sys, tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"][sys.argv[1]], sep="\n")' $extra |
        .venv/bin/uv pip compile -q - -c requirements/test.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/$extra.txt
done
echo "flit_core==3.12.0" | .venv/bin/uv pip compile -q - --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/build.txt
