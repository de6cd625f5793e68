"""What `zuruf doctor` looks at. Every finding says what is and, where something is wrong, what to do."""

import shutil
import socket
import sqlite3
import stat
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from zuruf import channels
from zuruf.core.outbox import DeliveryState
from zuruf.flow.arrivals import GAVE_UP
from zuruf.flow.clock import clock
from zuruf.ops import doctor_reach
from zuruf.ops.finding import Finding, Findings, Level, bad, look, ok
from zuruf.ops.loops import BEATS_EVERY, HEARTBEAT
from zuruf.ops.up import running_at
from zuruf.store import claims, scopes
from zuruf.store.claims import Work
from zuruf.store.models import Account, AuditEntry, Delivery, RawArrival
from zuruf.store.queries import account_care

SPACE = 500 * 2**20  # bytes below which we warn
OLDEST_SQLITE = (3, 37, 0)
LATE = timedelta(minutes=5)  # a reply that should be out this long ago


def examine() -> list[Finding]:
    """All findings, in the order in which to mend them. What needs the database is left out when it does not answer."""
    reach = (doctor_reach.mail, doctor_reach.model, doctor_reach.embeddings)
    found = [f for check in (machine, folder, keys, address, *reach, networks) for f in check()]
    state = list(database())
    found += state
    if all(f.level is not Level.BAD for f in state):
        found += [
            f
            for check in (clock_is_right, worker, doctor_reach.passwords, accounts, outbox, arrivals)
            for f in _guarded(check)
        ]
    return found


def _guarded(check: Callable[[], Findings]) -> list[Finding]:
    try:
        return list(check())
    except DatabaseError as error:
        return [bad(f"The database stumbled: {error}", "Look at the database's own log.")]


def _many(n: int, one: str, more: str = "") -> str:
    return f"{n} {one if n == 1 else more or one + 's'}"


def _url() -> str:
    """Where the pages are: at the running Zuruf's address, if one runs on this data."""
    return running_at(Path(settings.DATA)) or settings.URL


def machine() -> Findings:
    yield ok(f"Python {'.'.join(map(str, sys.version_info[:3]))}")


def folder() -> Findings:
    data = Path(settings.DATA)
    free = shutil.disk_usage(data).free
    if free < SPACE:
        yield bad(f"{free // 2**20} MB are free for {data}", "Make room: below 500 MB messages may be lost.")
    else:
        yield ok(f"{data} has {free // 2**30} GB free")
    if stat.S_IMODE(data.stat().st_mode) & 0o007:
        yield look(f"{data} can be read by every user of this machine", f"chmod 700 '{data}'")


def keys() -> Findings:
    place = Path(settings.DATA) / "keys"
    open_to_others = [p for p in place.rglob("*") if p.is_file() and stat.S_IMODE(p.stat().st_mode) & 0o077]
    if open_to_others:
        yield bad(f"{open_to_others[0]} can be read by others", f"chmod -R go-rwx '{place}'")
    else:
        yield ok("the keys are readable for this user only; keep a copy of them apart from the backups")


def address() -> Findings:
    host = urlsplit(settings.URL).hostname or ""
    loopback = host in ("127.0.0.1", "localhost", "::1")
    if settings.HOST in ("0.0.0.0", "::") and loopback:  # noqa: S104
        yield look(
            f"Zuruf listens on all addresses, but ZURUF_URL is {settings.URL}",
            "Set ZURUF_URL to the address that people type, or they are turned away (400).",
        )
    elif not loopback and settings.URL.startswith("http://"):
        yield look(
            f"{settings.URL} is not encrypted",
            "Put a proxy with a certificate before it and set ZURUF_URL=https://… (docs/run/proxy.md).",
        )
    else:
        yield ok(f"address {_url()}")
    with socket.socket() as probe:
        probe.settimeout(1)
        answers = probe.connect_ex(("127.0.0.1", settings.PORT)) == 0
    running = (Path(settings.DATA) / HEARTBEAT).is_file()
    if answers and not running:
        yield look(
            f"something listens on port {settings.PORT}, and it does not look like this Zuruf",
            f"If zuruf up refuses to start, choose another port: PORT={settings.PORT + 1}.",
        )


def database() -> Findings:
    try:
        connection.ensure_connection()
        waiting = _waiting_migrations()
    except DatabaseError as error:
        yield bad(
            f"the database does not answer: {str(error).splitlines()[0]}",
            "Is it running, and is DATABASE_URL right? Without DATABASE_URL Zuruf uses SQLite in ZURUF_DATA.",
        )
        return
    if connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        yield ok(f"PostgreSQL {connection.cursor().connection.info.server_version // 10000}")
    if waiting:
        yield bad(
            f"the database is {_many(waiting, 'step')} behind the program",
            "zuruf migrate (zuruf up does it by itself)",
        )
    else:
        yield ok("the database is up to date")


def _waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _sqlite() -> Findings:
    version = sqlite3.sqlite_version
    with connection.cursor() as cursor:
        options = {row[0] for row in cursor.execute("PRAGMA compile_options").fetchall()}
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        sound = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield bad(f"SQLite {version} is too old", "Use a newer Python or PostgreSQL (DATABASE_URL).")
    if "ENABLE_FTS5" not in options:
        yield look(
            f"SQLite {version} has no full-text search", "Use another Python or PostgreSQL (DATABASE_URL)."
        )
    if journal != "wal":
        yield bad(
            f"SQLite cannot keep its write-ahead log there ({journal})",
            "Put ZURUF_DATA on a disk of this machine: network file systems cannot do this.",
        )
    if sound != "ok":
        yield bad(
            f"the database file is damaged: {sound}",
            "Stop Zuruf and put the last backup into a new folder, with the keys beside it: ZURUF_DATA=/new/folder zuruf restore …",
        )
    else:
        yield ok(f"SQLite {version}, sound")


def clock_is_right() -> Findings:
    newest = AuditEntry.objects.order_by("-at").values_list("at", flat=True).first()
    ahead = newest - clock() if newest else timedelta(0)
    if ahead > timedelta(minutes=2):
        yield bad(
            f"this machine's clock is {ahead} behind what the audit has seen already",
            "Let it follow a time server (timedatectl set-ntp true): waits and deadlines hang on it.",
        )
    else:
        yield ok("the clock goes forward")


def worker() -> Findings:
    beat = Path(settings.DATA) / HEARTBEAT
    age = time.time() - beat.stat().st_mtime if beat.is_file() else None
    if age is None:
        yield look(
            "no worker runs on this machine",
            "zuruf up, or zuruf worker: without one nothing is read or sent.",
        )
    elif age > 3 * BEATS_EVERY:
        yield bad(
            f"the worker has not moved for {int(age)} s",
            "Start zuruf up again and look at the lines it prints.",
        )
    else:
        yield ok("the worker is at work")


def networks() -> Findings:
    for name, why in channels.broken().items():
        yield bad(
            f"the channel {name!r} cannot be loaded: {why}",
            "Its accounts stand still, all others go on, and nothing is lost. Install Zuruf (or the package that brings this channel)"
            " anew, then start Zuruf again.",
        )
    if not channels.broken():
        yield ok(f"{_many(len(channels.kinds()), 'channel')} can be loaded")


def accounts() -> Findings:
    lost = Account.objects.filter(disconnected_at=None).exclude(
        channel__in=[*channels.kinds(), *channels.broken()]
    )
    for account in lost.order_by("pk"):
        yield look(
            f"{account.channel} account {account.name!r}: no channel of this name is installed",
            f"Install the package that brings it, or disconnect the account: {_url()}/accounts/{account.public_id}/",
        )
    trouble = Account.objects.filter(enabled=True).exclude(state__in=("ok", "new")).order_by("pk")
    for account in trouble:
        why = account.state_why or account.state
        yield look(
            f"{account.channel} account {account.name!r}: {why}",
            f"Open {_url()}/accounts/ and check it.",
        )
    yield from _ends()
    if not trouble:
        yield ok(f"{_many(Account.objects.filter(enabled=True).count(), 'account')}, none in trouble")


def _ends() -> Findings:
    """Access and versions of interfaces that end soon."""
    for one in account_care.cut(clock()):
        if one.at is not None:
            yield look(
                f"the access to {one.name!r} ends on {one.at:%Y-%m-%d}",
                f"Connect it again before: {_url()}/accounts/{one.public_id}/",
            )
    live = Account.objects.filter(enabled=True, disconnected_at=None).values_list("channel", flat=True)
    for name in sorted(set(live) & set(channels.kinds())):
        speaks = channels.can(name).version
        if speaks and speaks.ends_soon(clock().date()):
            yield look(
                f"{name}: version {speaks.name} of its interface is answered until {speaks.ends}",
                "Update Zuruf before.",
            )


def outbox() -> Findings:
    long_ago = clock() - LATE
    late = claims.due(Work.PUBLISH, long_ago).count()
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED, not_before__lt=long_ago)
    held = waiting.filter(scopes.held()).count()
    unclear = Delivery.objects.filter(state=DeliveryState.UNCLEAR).count()
    missing = Delivery.objects.filter(missing_since__isnull=False).count()
    if late:
        yield bad(
            f"{_many(late, 'reply', 'replies')} should have gone out and did not",
            "Is a worker running?",
        )
    if held:
        yield look(
            f"replies wait because something is held: {held}",
            f"Open {_url()}/outbox/ to release it.",
        )
    if unclear:
        yield look(
            f"nobody knows whether {_many(unclear, 'reply is', 'replies are')} out",
            f"Look and decide: {_url()}/desk/unclear/",
        )
    if missing:
        yield look(
            f"the network hid or removed {_many(missing, 'reply', 'replies')} of ours",
            f"Answer anew or leave it: {_url()}/outbox/?show=missing",
        )
    if not (late or held or unclear or missing):
        yield ok("the outbox has nothing stuck")


def arrivals() -> Findings:
    broken = RawArrival.objects.filter(state="broken").order_by("-pk").first()
    if broken is None:
        yield ok("everything that came in could be read")
    else:
        count = RawArrival.objects.filter(state="broken").count()
        yield look(
            f"{_many(count, 'arrival')} could not be read, the last one because: {broken.why[:160]}",
            "They are kept as they came. Please report it with that line.",
        )
    if deadly := RawArrival.objects.filter(state="broken", why=GAVE_UP).count():
        yield bad(
            f"the worker broke down over {_many(deadly, 'arrival')}, again and again; nobody reads them now",
            "They are kept as they came. Look whether this machine has memory enough, and report it.",
        )
