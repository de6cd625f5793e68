"""Fills the database of a run, and looks into it for the robots. Never writes while the run is on.

Lines in: JSON {"do": name, …}. Lines out: JSON.
"""

import json
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Q

from tests import builders
from tests.torture import plain
from zuruf.flow import accounts, outbox
from zuruf.flow.clock import clock
from zuruf.ops.assets import collect
from zuruf.store.ids import public_ids
from zuruf.store.models import Account, Contact, Conversation, Delivery, Hold, Member, Message

UNSETTLED = Q(state__in=("queued", "sending", "unclear")) | Q(
    withdraw_asked_at__isnull=False, withdrawn_at=None, next_at__isnull=False
)


def prepare(people: int, recall_seconds: int, networks: list[dict[str, Any]]) -> dict[str, Any]:
    """An empty database; people at the desk, signed in; accounts, each with conversations that wait for an answer.

    *networks*: {"kind", "settings", "secrets", "refs"}, one for each account; a conversation for each of *refs*.
    """
    call_command("migrate", verbosity=0)
    collect()
    builders.organisation()
    members = [builders.member(role="owner", initials=f"T{n}", lifts_holds=True) for n in range(people)]
    found = []
    for network in networks:
        account = _account(members[0], network, recall_seconds)
        found.append({"account": account.public_id, "conversations": _ask(account, network["refs"])})
    return {"sessions": [_session(m) for m in members], "accounts": found}


def _account(owner: Member, network: dict[str, Any], recall_seconds: int) -> Account:
    if network["kind"] == "bluesky":
        made = accounts.connect(builders.who(owner), "bluesky", network["settings"], network["secrets"])
        account = Account.objects.get(public_id=made)
    else:
        account = builders.account(network["kind"], settings=network["settings"], created_at=clock())
    Account.objects.filter(pk=account.pk).update(recall_seconds=recall_seconds, next_fetch_at=None)
    return account


def _ask(account: Account, refs: list[dict[str, str]]) -> list[str]:
    """A question for each of *refs*: public ids of conversations."""
    now, ids = clock(), public_ids(len(refs))
    contact = Contact.objects.create(
        realm=account.realm, remote_id=f"asker-{account.pk}", handle="asker", name="Asker"
    )
    names = [f"q-{account.pk}-{n}" for n in range(len(refs))]
    Conversation.objects.bulk_create(
        Conversation(
            public_id=one, account=account, realm=account.realm, root_id=name, contact=contact, waiting_since=now,
            due_at=now + timedelta(hours=1), last_at=now, preview="Wann?", message_count=1, language="de",
            created_at=now,
        )
        for one, name in zip(ids, names, strict=True)
    )  # fmt: skip
    made = (
        {c.public_id: c for c in Conversation.objects.filter(public_id__in=ids)}
        if len(ids) < 500
        else {c.public_id: c for c in Conversation.objects.filter(account=account)}
    )
    Message.objects.bulk_create(
        Message(
            conversation=made[one], realm=account.realm, remote_id=name, contact=contact, text="Wann?", ref=ref,
            network_at=now, received_at=now, order_at=now,
        )
        for one, name, ref in zip(ids, names, refs, strict=True)
    )  # fmt: skip
    return ids


def _session(member: Member) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(member.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = member.get_session_auth_hash()
    store.save()
    assert store.session_key
    return store.session_key


def queue(conversations: list[str]) -> int:
    """An answer in each of *conversations*, on its way at once; how many. For figures, before anything runs."""
    member = Member.objects.order_by("pk").first()
    assert member is not None
    who = builders.who(member)
    for n, conversation in enumerate(Conversation.objects.filter(public_id__in=conversations)):
        draft = builders.draft(conversation, member, state="sent", text=f"Antwort {n}")
        outbox.queue(who, draft, text=draft.text, kind="reply", now=clock())
    return len(conversations)


def look() -> dict[str, Any]:
    """What the robots go by: what waits for a person, what could be recalled or withdrawn now, and how many are left."""
    rows = Delivery.objects.all()
    asks = rows.filter(state="unclear", next_at=None)
    return {
        "unclear": _texts(asks),
        "queued": _ids(rows.filter(state="queued", wants_yes=False).order_by("-id")[:8]),
        "published": _ids(rows.filter(state="published", withdraw_asked_at=None).order_by("-id")[:8]),
        "wants_yes": _ids(rows.filter(state="queued", wants_yes=True)),
        "left": rows.filter(UNSETTLED).count(),
        "states": dict(rows.values_list("state").annotate(n=Count("id"))),
    }


def in_flight() -> list[str]:
    """Texts that are on their way in this moment."""
    return list(_texts(Delivery.objects.filter(state="sending")).values())


def holds() -> list[dict[str, str]]:
    """What is held now; `account` "" is everything."""
    rows = Hold.objects.select_related("account").filter(lifted_at=None)
    return [{"id": r.public_id, "account": r.account.public_id if r.account else ""} for r in rows]


def state(one: str) -> dict[str, Any]:
    row = Delivery.objects.get(public_id=one)
    return {"state": row.state, "text": plain(row.payload["text"]), "why": row.why}


def ended() -> dict[str, list[str]]:
    """Texts by the state in which their deliveries ended; and each text's number of deliveries."""
    found: dict[str, list[str]] = {}
    for at, payload in Delivery.objects.values_list("state", "payload"):
        found.setdefault(at, []).append(plain(payload["text"]))
    return found


def _texts(rows: Iterable[Delivery]) -> dict[str, str]:
    return {row.public_id: plain(row.payload["text"]) for row in rows}


def _ids(rows: Iterable[Delivery]) -> list[str]:
    return [row.public_id for row in rows]


def main() -> None:
    jobs = {f.__name__: f for f in (prepare, queue, look, in_flight, holds, state, ended)}
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        told = jobs[asked.pop("do")](**asked)
        connection.close()
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
