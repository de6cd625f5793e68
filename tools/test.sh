#!/bin/sh
# `make test`: finds or installs what the tests need, then runs all of them. Ends with pytest's closing line.
set -eu
cd "$(dirname "$0")/.."
py=.venv/bin/python
started=$(date +%s)
mkdir -p .cache
unset PYTHONDONTWRITEBYTECODE # many processes start, and each would compile all of the program again

apt() { # root on Debian or Ubuntu: install quietly, show the end of the log when that fails
    [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || return 1
    echo "Installing $* …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } > .cache/apt.log 2>&1 || { tail -3 .cache/apt.log >&2; return 1; }
}
browser() { # the headless shell is the same engine, and a page in it costs a fifth
    for name in "${CHROMIUM:-chromium-headless-shell}" chromium chromium-browser google-chrome; do
        command -v "$name" && return 0
    done
    $py -c 'import sys; from playwright.sync_api import sync_playwright as s
with s() as p: import os; path = p.chromium.executable_path; print(path); sys.exit(not os.path.exists(path))' 2> /dev/null
}

[ -n "${CHROMIUM:-}" ] || command -v chromium-headless-shell > /dev/null || apt chromium-headless-shell > /dev/null 2>&1 || true
found=$(browser) || { { apt chromium || $py -m playwright install chromium > .cache/playwright.log 2>&1; } && found=$(browser); } || {
    echo "The tests need a browser: install Chromium (Debian, Ubuntu: apt-get install chromium), or say where it is: CHROMIUM=/path make test." >&2
    exit 1
}
export CHROMIUM="$found"
command -v c++ > /dev/null || command -v g++ > /dev/null || apt g++ || {
    echo "The tests build one package for a test server and need a C++ compiler: install it (Debian, Ubuntu: apt-get install g++) and run make test again." >&2
    exit 1
}
command -v dovecot > /dev/null || [ -x /usr/sbin/dovecot ] || apt dovecot-imapd dovecot-lmtpd || echo "Dovecot is not installed: the tests against a real mail server are skipped." >&2
command -v php > /dev/null && [ -x /usr/sbin/mariadbd ] || apt php-cli php-mysql mariadb-server-core || true
$py -m tests.servers.wordpress || echo "PHP, MariaDB or WordPress is missing: the tests against a real blog are skipped." >&2
$py -m tests.servers.install
$py -m tests.channels.spec_google || echo "YouTube's discovery document cannot be fetched: the test that holds requests against it is skipped." >&2

# PostgreSQL's part and the checks run beside each other: neither fills two cores.
$py -m tests.servers.postgres -- $py -m pytest -m both tests/torture tests/journeys tests/store tests/flow > .cache/postgres.log 2>&1 & beside=$!
trap 'kill $beside 2> /dev/null || true' EXIT
sh tools/check.sh
echo "· everything on SQLite, with servers and browser; beside it on PostgreSQL what can differ there"
code=0
$py -m pytest -n 2 --dist loadfile --no-loadscope-reorder tests || code=$?
wait $beside || { cat .cache/postgres.log >&2; exit 1; }
echo "· on PostgreSQL: $(tail -n 1 .cache/postgres.log)" >&2
echo "make test took $(($(date +%s) - started)) s" >&2
exit $code
