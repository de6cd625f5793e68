#!/bin/sh
# `make test`: finds or installs what the tests need, then runs all of them. Ends with pytest's closing line.
set -eu
cd "$(dirname "$0")/.."
py=.venv/bin/python
started=$(date +%s)
export PYTHONDONTWRITEBYTECODE=1
browser=""
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && browser=$(command -v "$name" || true)
    [ -n "$browser" ] && break
done
if [ -z "$browser" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
        echo "Installing Chromium for the browser tests …"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } > .cache/apt.log 2>&1 || { tail -5 .cache/apt.log; exit 1; }
        browser=$(command -v chromium)
    else
        echo "The tests need a browser: install Chromium (Debian, Ubuntu: apt-get install chromium) or say where it is, CHROMIUM=/path make test." >&2
        exit 1
    fi
fi
export CHROMIUM="$browser"
$py tests/servers/install.py
sh tools/check.sh
echo "· tests on PostgreSQL"
$py -m tests.servers.postgres -- .venv/bin/python -m pytest -n 2 tests/store tests/flow tests/journeys
echo "· tests on SQLite, with servers and browser"
code=0
$py -m pytest -n 2 --dist loadscope tests || code=$?
echo "make test took $(( $(date +%s) - started )) s"
exit $code
