"""Inside the house that `bench.live` measures: `python -m bench.live_inside people COUNT` prints that many sessions, each of a
person of its own; `python -m bench.live_inside RATE SECONDS` hands messages to the intake at an even pace and prints
conversation → when."""

import json
import sys
import time
from datetime import UTC, datetime
from functools import partial


def main() -> None:
    import django

    django.setup()
    print(
        json.dumps(_people(int(sys.argv[2])) if sys.argv[1] == "people" else _feed(*map(float, sys.argv[1:])))
    )


def _people(count: int) -> list[str]:
    from django.test import Client

    from zuruf.store.models import Member, Team

    teams, cookies = list(Team.objects.all()), []
    for n in range(count):
        member = Member.objects.create(
            email=f"desk-{n}@example.org", name=f"Desk {n}", initials="D", joined_at=datetime.now(UTC)
        )
        member.teams.set(teams[n % 2 :: 2])
        client = Client()
        client.force_login(member)
        cookies.append(str(client.session.session_key))
    return cookies


def _feed(rate: float, seconds: float) -> dict[str, float]:
    from zuruf.core.message import Author, Batch, Incoming
    from zuruf.flow import accounts, intake
    from zuruf.store.models import Message

    account = accounts.ensure_talk(datetime.now(UTC))
    began, came = time.time(), {}
    for n in range(int(rate * seconds)):
        time.sleep(max(0.0, began + n / rate - time.time()))
        text = f"Wann ist mein Rad fertig, Nummer {n}?"
        author = Author(f"live-{n}", handle=f"live{n}", name=f"Person {n}")
        message = Incoming(f"live-{n}", author, text, at=datetime.now(UTC))
        at = time.time()
        intake.take(account.pk, "webhook", text, partial(Batch, (message,)))
        came[f"live-{n}"] = at
    rows = Message.objects.filter(remote_id__in=came).values_list("remote_id", "conversation__public_id")
    return {thing: came[remote] for remote, thing in rows}


if __name__ == "__main__":
    main()
