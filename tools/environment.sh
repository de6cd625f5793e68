#!/bin/sh
# Make .venv from locked dependencies: tools/environment.sh run|test, or an extra on top of run, such as embeddings.
# Says in one sentence what is missing.
set -eu
cd "$(dirname "$0")/.."
want=$1
python=""
for name in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
    [ -n "$name" ] || continue
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$name; break; fi
done
if [ -z "$python" ]; then
    echo "Zuruf needs Python 3.11 or newer: install it (Debian 12 or later, Ubuntu 24.04 or later: apt-get install python3 python3-venv) and run make again." >&2
    exit 1
fi
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "Python's venv module is missing: install it (Debian, Ubuntu: apt-get install python3-venv) and run make again." >&2
    exit 1
fi
# A folder that was moved or copied has an environment that points elsewhere: make it again.
if [ -x .venv/bin/python ] && [ "$(cat .venv/.place 2>/dev/null || pwd -P)" != "$(pwd -P)" ]; then rm -rf .venv; fi
if ! .venv/bin/python -c '' 2>/dev/null; then
    rm -rf .venv
    "$python" -m venv .venv
fi
pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }
echo "Installing what requirements/$want.txt names (once, a minute or two) …"
pip install -q --require-hashes -r requirements/build.txt -r "requirements/$want.txt"
pip install -q --no-deps --no-build-isolation -e .
pwd -P > .venv/.place
touch ".venv/.$want"
if [ "$want" = test ]; then touch .venv/.run .venv/.embeddings .venv/.streams; fi
