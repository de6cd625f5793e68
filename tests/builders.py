"""Builders for tests: the smallest rows that make sense, everything overridable."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from zuruf.core.people import Who
from zuruf.store.models import Account, Contact, Conversation, Draft, Mandate, Member, Message, Organisation
from zuruf.store.queries import people

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


def today() -> date:
    """The day on the clocks of the house, which is another one than in Greenwich for an hour or two of each night."""
    return datetime.now(ZoneInfo("Europe/Berlin")).date()


_n = count(1)


def organisation(**over: Any) -> Organisation:
    """Row 1, first run done."""
    fields = {"name": "Radwerk Lindenau (Demo)", "first_run_done": True, **over}
    return Organisation.objects.update_or_create(pk=1, defaults=fields)[0]


def member(**over: Any) -> Member:
    """Somebody at the desk."""
    n = next(_n)
    fields = {
        "email": f"member{n}@example.org",
        "name": f"Desk Person {n}",
        "initials": f"D{n}",
        "role": "desk",
        "joined_at": NOW,
        **over,
    }
    made = Member(**fields)
    made.set_password("correct horse battery")
    made.save()
    return made


def who(made: Member) -> Who:
    """The member as the flow sees her."""
    found = people.who(made.pk)
    assert found is not None
    return found


def account(channel: str = "talk", **over: Any) -> Account:
    n = next(_n)
    fields = {
        "channel": channel,
        "realm": channel,
        "name": f"{channel} account",
        "remote_id": f"{channel}-{n}",
        "state": "ok",
        "created_at": NOW,
        **over,
    }
    return Account.objects.create(**fields)


def conversation(of: Account | None = None, **over: Any) -> Conversation:
    """An open conversation with one message from outside, waiting since NOW."""
    of = of or account()
    n = next(_n)
    text = over.pop("text", "Wann kommt mein Ersatzteil?")
    contact = Contact.objects.create(
        realm=of.realm, remote_id=f"person-{n}", handle=f"person{n}", name=f"Person {n}"
    )
    fields = {
        "account": of,
        "realm": of.realm,
        "root_id": f"m-{n}",
        "contact": contact,
        "waiting_since": NOW,
        "due_at": NOW + timedelta(hours=1),
        "pressing_at": over.get("due_at") or (over.get("waiting_since") or NOW) + timedelta(hours=1),
        "last_at": NOW,
        "preview": text[:200],
        "message_count": 1,
        "language": "de",
        "created_at": NOW,
        **over,
    }
    made = Conversation.objects.create(**fields)
    message(made, remote_id=f"m-{n}", text=text, contact=contact)
    return made


def message(of: Conversation, **over: Any) -> Message:
    n = next(_n)
    fields = {
        "conversation": of,
        "realm": of.realm,
        "remote_id": f"m-{n}",
        "contact": of.contact,
        "text": "Hallo?",
        "network_at": NOW,
        "received_at": NOW,
        "order_at": NOW,
        **over,
    }
    return Message.objects.create(**fields)


def draft(of: Conversation, author: Member, **over: Any) -> Draft:
    fields = {
        "conversation": of,
        "author": author,
        "text": "Es ist unterwegs.",
        "created_at": NOW,
        "updated_at": NOW,
        "answers": of.messages.order_by("order_at", "id").last(),
        **over,
    }
    return Draft.objects.create(**fields)


def mandate(**over: Any) -> Mandate:
    """Whoever answers at the desk may say everything everyday, everywhere; granted by an owner."""
    fields = {
        "name": "Everyday",
        "role": "" if over.keys() & {"member", "team"} else "desk",
        "starts_at": NOW - timedelta(days=30),
        "granted_by": over.get("granted_by") or member(role="owner"),
        "granted_at": NOW - timedelta(days=30),
        **over,
    }
    accounts = fields.pop("accounts", ())
    made = Mandate.objects.create(**fields)
    made.accounts.set(accounts)
    return made
