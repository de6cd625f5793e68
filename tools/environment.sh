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
step() { echo "[$1/3] $2"; }
if ! .venv/bin/python -c '' 2>/dev/null; then
    step 1 "Making a place of its own for Python, .venv (some seconds) …"
    rm -rf .venv
    "$python" -m venv .venv
else
    step 1 "A place of its own for Python is there: .venv"
fi
pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }
packages=$(cat requirements/build.txt "requirements/$want.txt" | sed -n 's/^\([a-zA-Z0-9._-]*\).*==.*/\1/p' | sort -u | grep -c .)
step 2 "Fetching $packages packages that requirements/$want.txt names; only this time, and it takes longest: a minute or two …"
# pip says "Collecting" of each; every tenth is told, so that one sees it move. Its exit code comes past the pipe by a file.
{
    PYTHONUNBUFFERED=1 pip install --progress-bar off --require-hashes -r requirements/build.txt -r "requirements/$want.txt" && came=0 || came=$?
    echo "$came" >.venv/.came
} | awk -v all="$packages" '
    /^(Collecting|Processing|Requirement already satisfied:) / { n++; if (n % 10 == 0 && n < all) { print "      " n " of " all; fflush() } }
    /^Installing collected packages/ { print "      all fetched; putting them in place …"; fflush() }'
[ "$(cat .venv/.came)" = 0 ] || exit 1
step 3 "Putting Zuruf itself in place …"
pip install -q --no-deps --no-build-isolation -e .
pwd -P > .venv/.place
touch ".venv/.$want"
if [ "$want" = test ]; then touch .venv/.run .venv/.embeddings .venv/.streams; fi
