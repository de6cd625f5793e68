"""What the processes of `bench.intake` do: `python -m bench.intake_inside take|keep|floor|work FOLDER …`."""

import argparse
import json
import pickle
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ARRIVAL = 500  # messages
DISORDER = 30  # places that a message may be off its order
PAUSE = 0.01  # seconds between two of the colleague's clicks
START = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
_WORDS = [
    "Wann kommt mein Ersatzteil",
    "Ich warte seit drei Wochen auf die neue Bremse",
    "Das Rad fährt sich wunderbar",
    "Kann ich die Kette selbst wechseln",
    "Die Hotline war freundlich, aber ratlos",
    "Bitte dringend melden",
    "When will my order arrive",
    "The brake squeaks after ten rides",
    "Great service in your shop",
    "Is there a smaller frame",
    "Gibt es das auch in Grün",
    "Mein Paket ist nicht angekommen",
    "Danke für die schnelle Hilfe",
    "Who can repair this near Leipzig",
]


def messages(number: int, first: int = 0) -> list[Any]:
    """The same invented messages every time."""
    from zuruf.core.message import Author, Incoming

    dice = random.Random(first + 4711)
    made = []
    for i in range(first, first + number):
        text = ". ".join(dice.choice(_WORDS) for _ in range(dice.randint(2, 6))) + dice.choice("?.!")
        parent = "" if i == first or dice.random() < 0.4 else f"m{dice.randint(max(first, i - 2000), i - 1)}"
        who = dice.randint(1, 8000)
        author = Author(f"p{who}", f"@person{who}", f"Person {who}")
        at = START + timedelta(seconds=i)
        made.append(
            Incoming(
                f"m{i}",
                author,
                text,
                at,
                parent,
                permalink=f"https://example.org/{i}",
                ours=dice.random() < 0.02,
            )
        )
    made.sort(key=lambda m: m.at.timestamp() + dice.random() * DISORDER)  # type: ignore[union-attr]  # each has one
    return made


def take(number: int, more: bool) -> dict[str, float]:
    """Take *number* messages in."""
    from zuruf.core.message import Batch
    from zuruf.flow import intake
    from zuruf.store.models import Account, Organisation

    Organisation.objects.get_or_create(
        pk=1, defaults={"name": "Radwerk Lindenau (Demo)", "first_run_done": True}
    )
    account, _ = Account.objects.get_or_create(
        channel="feed", realm="bench", remote_id="bench", defaults={"name": "Bench", "created_at": START}
    )
    made = messages(number, 1_000_000 if more else 0)
    arrivals = [made[i : i + ARRIVAL] for i in range(0, number, ARRIVAL)]
    bodies = ["\n".join(m.text for m in arrival) for arrival in arrivals]
    now = START + timedelta(days=30)
    intake.take(
        account.pk, "webhook", "", lambda: Batch(tuple(messages(50, 9_000_000))), now=now
    )  # loads the judges
    began = time.perf_counter()
    new = 0
    for arrival, body in zip(arrivals, bodies, strict=True):
        new += intake.take(account.pk, "webhook", body, partial(Batch, tuple(arrival)), now=now).new
    seconds = time.perf_counter() - began
    assert new == number, f"{new} of {number} came in"
    return {"seconds": seconds}


def floor(folder: Path, prepared: bool) -> dict[str, float]:
    """Write the rows that `take` left behind into an empty database, in transactions that hold as much as its own."""
    from django.db import connection, transaction

    from zuruf.store import bulk
    from zuruf.store.models import Account

    account, steps = pickle.loads((folder / "rows.pickle").read_bytes())
    Account.objects.bulk_create([account])

    def insert(model: Any, rows: Sequence[Any]) -> None:
        if not prepared:
            model.objects.bulk_create(rows)
            return
        fields = model._meta.concrete_fields
        names, marks = ", ".join(f'"{f.column}"' for f in fields), ", ".join(["%s"] * len(fields))
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})', rows)

    if prepared:
        steps = [
            [
                (
                    m,
                    list(
                        bulk.written([[getattr(r, f.attname) for f in m._meta.concrete_fields] for r in rows])
                    ),
                )
                for m, rows in step
            ]
            for step in steps
        ]
    began = time.perf_counter()
    for step in steps:
        with transaction.atomic():
            for model, rows in step:
                insert(model, rows)
    return {"seconds": time.perf_counter() - began}


def keep_rows(folder: Path) -> None:
    """Every row that intake wrote, by the transaction it belongs to, for the floor."""
    from zuruf.store import models as m

    messages_ = list(m.Message.objects.order_by("id"))
    step_of = {row.pk: i // 50 for i, row in enumerate(messages_)}
    number = len(messages_) // 50 + 1
    conversation_step: dict[int, int] = {}
    contact_step: dict[int | None, int] = {}
    for row in messages_:
        conversation_step.setdefault(row.conversation_id, step_of[row.pk])
        contact_step.setdefault(row.contact_id, step_of[row.pk])
    conversations = list(m.Conversation.objects.all())
    for conversation in conversations:
        known = contact_step.get(conversation.contact_id, number)
        contact_step[conversation.contact_id] = min(known, conversation_step[conversation.pk])

    def even(model: Any) -> tuple[list[Any], Callable[[Any], int]]:
        rows = list(model.objects.order_by("id"))
        place = {row.pk: i * number // len(rows) for i, row in enumerate(rows)}
        return rows, lambda row: place[row.pk]

    by_message: Callable[[Any], int] = lambda row: step_of[row.message_id]  # noqa: E731
    tables: list[tuple[Any, list[Any], Callable[[Any], int]]] = [
        (m.RawArrival, *even(m.RawArrival)),
        (m.Contact, list(m.Contact.objects.all()), lambda row: contact_step.get(row.pk, 0)),
        (m.Conversation, conversations, lambda row: conversation_step[row.pk]),
        (m.Message, messages_, lambda row: step_of[row.pk]),
        (m.Sighting, list(m.Sighting.objects.all()), by_message),
        (m.MessageAssessment, list(m.MessageAssessment.objects.all()), by_message),
        (m.AuditEntry, *even(m.AuditEntry)),
        (m.Change, *even(m.Change)),
    ]
    steps: list[dict[Any, list[Any]]] = [{} for _ in range(number)]
    for model, rows, step in tables:
        for row in rows:
            steps[step(row)].setdefault(model, []).append(row)
    (folder / "rows.pickle").write_bytes(
        pickle.dumps((m.Account.objects.get(), [list(s.items()) for s in steps]))
    )


def work(folder: Path) -> dict[str, list[float]]:
    """A colleague's day: take a conversation, write a note, hand it back; how long each took, in milliseconds."""
    from zuruf.flow import desk
    from zuruf.store.models import Conversation, Member, Team
    from zuruf.store.queries import people

    team = Team.objects.create(name="Bench")
    made = Member.objects.create(
        email="bench@example.org", name="Bench Person", initials="BP", role="owner", joined_at=START
    )
    who = people.who(made.pk)
    assert who is not None
    known = list(Conversation.objects.order_by("id").values_list("public_id", flat=True)[:200])
    clicks = (
        lambda c: desk.take(who, c),
        lambda c: desk.note(who, c, "Rückfrage an die Werkstatt."),
        lambda c: desk.give(who, c, team=team.public_id),
    )
    waits: list[float] = []
    (folder / "at-work").touch()
    while not (folder / "home-time").exists():
        click, about = clicks[len(waits) % 3], known[len(waits) // 3 % len(known)]
        began = time.perf_counter()
        click(about)
        waits.append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    return {"milliseconds": waits}


def main() -> None:
    """One part, inside its own process."""
    ask = argparse.ArgumentParser()
    ask.add_argument("what", choices=("take", "keep", "floor", "work"))
    ask.add_argument("folder", type=Path)
    ask.add_argument("words", nargs="*")
    given = ask.parse_args()

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    match given.what:
        case "take":
            print(json.dumps(take(int(given.words[0]), "more" in given.words)))
        case "keep":
            keep_rows(given.folder)
        case "floor":
            print(json.dumps(floor(given.folder, "prepared" in given.words)))
        case _:
            print(json.dumps(work(given.folder)))


if __name__ == "__main__":
    main()
