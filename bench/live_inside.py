"""Hand messages to the intake at an even pace: `python -m bench.live_inside RATE SECONDS`; prints conversation → when."""

import json
import sys
import time
from datetime import UTC, datetime


def main() -> None:
    import django

    django.setup()
    from zuruf.core.message import Author, Batch, Incoming
    from zuruf.flow import accounts, intake
    from zuruf.store.models import Message

    rate, seconds = float(sys.argv[1]), float(sys.argv[2])
    account = accounts.ensure_talk(datetime.now(UTC))
    began, came = time.time(), {}
    for n in range(int(rate * seconds)):
        time.sleep(max(0.0, began + n / rate - time.time()))
        text = f"Wann ist mein Rad fertig, Nummer {n}?"
        author = Author(f"live-{n}", handle=f"live{n}", name=f"Person {n}")
        message = Incoming(f"live-{n}", author, text, at=datetime.now(UTC))
        at = time.time()
        intake.take(account.pk, "webhook", text, lambda m=message: Batch(incoming=(m,)))  # type: ignore[misc]
        came[f"live-{n}"] = at
    rows = Message.objects.filter(remote_id__in=came).values_list("remote_id", "conversation__public_id")
    print(json.dumps({thing: came[remote] for remote, thing in rows}))


if __name__ == "__main__":
    main()
