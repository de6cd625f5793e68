"""A child process of the journeys: the product's own flow and store, and channels to the test's network on loopback, which
come in by their entry points (tests/servers/installed).

python -m tests.journeys.actor    loads all that once; then, a line of JSON each, forks whoever does one of these things:

prepare harmless=1 blind=3    an empty database, with replies that are due
work NAME [AHEAD [GATE]]      work until nothing is due AHEAD seconds from now
lanes NAME                    work as `zuruf worker` does, until killed
hold ROUNDS GATE              hold and release; print what started during a hold
settle DECISION               say the same of every unclear reply
states                        print every delivery as JSON
"""

import json
import os
import signal
import sys
import threading
import time
import traceback
import urllib.request
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuruf.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from tests import builders  # noqa: E402
from zuruf import channels  # noqa: E402
from zuruf.core.reply import DraftState  # noqa: E402
from zuruf.flow import accounts, holds, outbox  # noqa: E402
from zuruf.flow.clock import clock  # noqa: E402
from zuruf.ops.lanes import Lanes  # noqa: E402
from zuruf.store.models import Account, Delivery, Member  # noqa: E402

NETWORK = os.environ["JOURNEY_NETWORK"]


def prepare(*counts: str) -> None:
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        _queue(counts)


def _queue(counts: tuple[str, ...]) -> None:
    builders.organisation()
    member = builders.member(lifts_holds=True)
    who = builders.who(member)
    for part in counts:
        kind, _, number = part.partition("=")
        account = builders.account(kind, recall_seconds=0, settings={"server": NETWORK})
        for n in range(int(number)):
            draft = builders.draft(builders.conversation(account), member, state=DraftState.SENT)
            outbox.queue(
                who, draft, text=f"Antwort {n}", kind="reply", now=clock(), waited_since=builders.NOW
            )


def bluesky(server: str, handle: str, password: str, uri: str, cid: str, number: str) -> None:
    """An empty database, a connected Bluesky account, and so many answers to one post, due at once."""
    call_command("migrate", verbosity=0)
    builders.organisation()
    member = builders.member(role="owner")
    who = builders.who(member)
    public_id = accounts.connect(who, "bluesky", {"handle": handle, "server": server}, {"password": password})
    Account.objects.filter(public_id=public_id).update(recall_seconds=0, next_fetch_at=None)
    conversation = builders.conversation(Account.objects.get(public_id=public_id))
    conversation.messages.update(ref={"uri": uri, "cid": cid})
    for n in range(int(number)):
        draft = builders.draft(conversation, member, state=DraftState.SENT)
        outbox.queue(who, draft, text=f"Antwort {n}", kind="reply", now=clock())


def work(name: str, ahead: str = "0", gate: str = "") -> None:
    _wait_for(gate)
    idle = 0
    while idle < 3:
        now = clock() + timedelta(seconds=int(ahead)) if int(ahead) else None
        if outbox.work(name, now=now):
            idle = 0
        elif gate and Delivery.objects.filter(state__in=("queued", "sending")).exists():
            time.sleep(0.005)  # held, or in the hands of another process
        else:
            idle += 1


def lanes(name: str) -> None:
    working = Lanes(name, threading.Event())
    while True:
        working.turn()
        time.sleep(0.02)


def hold(rounds: str, gate: str) -> None:
    who = builders.who(Member.objects.get())
    started_during_a_hold, seen = [], []
    _wait_for(gate)
    while not _started():  # until the workers are at it
        time.sleep(0.002)
    for _ in range(int(rounds)):
        lid = holds.hold(who, reason="round")
        before = _started()
        for _ in range(5):
            time.sleep(0.004)
            started_during_a_hold += sorted(_started() - before)
        holds.lift(who, lid)
        Delivery.objects.filter(wants_yes=True).update(wants_yes=False)  # a yes to all of them at once
        seen.append(len(before))
        _make_room(8)
        while _started() <= before:  # until the workers are at it again
            time.sleep(0.002)
    _make_room(10_000)
    print(json.dumps({"started_during_a_hold": started_during_a_hold, "started_before_each": seen}))


def _make_room(many: int) -> None:
    """The network takes so many more: however long one of us stands still, the workers do not come to their end meanwhile."""
    body = json.dumps({"many": many}).encode()
    urllib.request.urlopen(f"{NETWORK}/harmless/room", body, timeout=100).close()


def settle(decision: str) -> None:
    who = builders.who(Member.objects.get())
    for row in Delivery.objects.filter(state="unclear"):
        outbox.settle(who, row.public_id, decision)


def states() -> None:
    rows = Delivery.objects.select_related("account", "conversation").order_by("id")
    told = {
        r.public_id: {
            "kind": r.account.channel,
            "state": r.state,
            "unclear": r.conversation.unclear,
            "messages": r.conversation.message_count,
        }
        for r in rows
    }
    print(json.dumps(told))


def _started() -> set[int]:
    return set(Delivery.objects.filter(attempts__gt=0).values_list("pk", flat=True))


def _wait_for(gate: str) -> None:
    while gate and not Path(gate).exists():
        time.sleep(0.01)


COMMANDS = {f.__name__: f for f in (prepare, bluesky, work, lanes, hold, settle, states)}


def serve() -> None:
    """Lines in: {"do": [command, …], "out": file}, or {"wait": pid}. Lines out: the pid, or the code with which it ended.

    Forked, because loading takes a second of processor time and a journey has a dozen actors. Each of them is a process of
    its own from then on; nothing has opened a connection before.
    """
    channels.kinds()
    running: set[int] = set()
    for line in iter(sys.stdin.readline, ""):
        told = json.loads(line)
        if "do" in told:
            running.add(pid := _fork(told["do"], told["out"]))
            print(pid, flush=True)
        else:
            running.discard(told["wait"])
            print(os.waitstatus_to_exitcode(os.waitpid(told["wait"], 0)[1]), flush=True)
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def _fork(words: list[str], out: str) -> int:
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        COMMANDS[words[0]](*words[1:])
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
