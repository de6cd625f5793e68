"""How long a whole what-if takes over 100,000 past answers: every shipped guideline on, one of them edited.

The answers and the messages they answer are put together from invented sentences, so that nearly every text is its own. The
run is the worker's: rows read from the database, both sets judged, every changed answer looked up and kept.
"""

import random
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import transaction

from bench import Figure, house
from zuruf.core.people import Who
from zuruf.flow import guideline, mandate, what_if
from zuruf.flow.what_if_mandates import MandateChange
from zuruf.store.models import (
    Account,
    Contact,
    Conversation,
    Delivery,
    Draft,
    Mandate,
    Message,
    MessageAssessment,
)
from zuruf.store.queries import what_if as queries

ANSWERS, BATCH = 100_000, 2_000
ASKED = (
    "Wann kommt mein Ersatzteil?", "Die Klingel klemmt schon wieder.", "Seit drei Wochen warte ich auf eine Antwort!",
    "Passt der alte Akku in das neue Modell?", "Ich finde eure Werkstatt großartig, danke.", "Stimmt es, dass der Rahmen brechen kann?",
    "Mein Paket ist beschädigt angekommen.", "Gibt es das auch in Rot?", "Was kostet die Durchsicht?", "Ist der Laden am Samstag offen?",
    "Is the part in stock?", "My order never arrived.", "Ich recherchiere für einen Artikel über Lieferzeiten.", "Bitte ruft mich zurück.",
)  # fmt: skip
SAID = (
    "Guten Tag, danke für die Nachfrage.", "Hallo, das klären wir gern.", "Das Paket ist heute rausgegangen.",
    "Wir melden uns bis morgen Mittag mit dem Ergebnis.", "Bitte schreiben Sie uns eine private Nachricht mit Ihrer Bestellnummer.",
    "Ja, der alte Akku passt.", "Betroffen war eine Charge aus dem Frühjahr, die nie verkauft wurde.", "Der Akku kostet 399 €.",
    "Sie bekommen 10 % Rabatt auf die nächste Durchsicht.", "Mehr dazu steht unter https://radwerk.example/service.",
    "Die Kosten übernehmen wir selbstverständlich.", "Das tut uns leid, da ist bei uns etwas schiefgegangen.",
    "Unsere Werkstatt ist am Samstag bis 14 Uhr offen.", "The part is in stock, it leaves today.", "Wir garantieren zwei Jahre.",
    "Unsere Kollegin Petra ruft Sie an.", "Ihr Rad sehen wir uns gern an, kostenlos.", "Viele Grüße aus Leipzig",
)  # fmt: skip


def run() -> Iterator[Figure]:
    """Seconds for whole runs, of guidelines and of mandates, and milliseconds that the sample beside the editor takes."""
    call_command("migrate", verbosity=0)
    who, now = begin()
    dice = random.Random(4)
    for start in range(0, ANSWERS, BATCH):
        answers(who, range(start, start + BATCH), dice, now)
    changes = _changes()
    yield _sample()
    on = f"{ANSWERS} answers, {len(guideline.active())} guidelines on"
    took, about = _counted(what_if.ask(who, changes, 0))
    yield Figure(
        "what_if_seconds", took, "s", f"{on}, one edited and one switched off; {about}", aim="under 60 s"
    )
    mandate.begin(who, "de")
    lead = Mandate.objects.get(role="owner")
    narrower = MandateChange(lead.public_id, mandate.Grant(lead.name, role="owner", intents=("question",)))
    took, about = _counted(what_if.ask_mandates(who, [narrower], 0))
    yield Figure(
        "what_if_mandates_seconds", took, "s", f"{on}, a mandate narrowed; {about}", aim="under 60 s"
    )


def _counted(run: str) -> tuple[float, str]:
    """Seconds for the whole run, and what it took and found."""
    begun, cpu = time.perf_counter(), time.process_time()
    while what_if.work("bench"):
        pass
    took, busy = time.perf_counter() - begun, time.process_time() - cpu
    done = queries.run(run)
    assert done is not None
    assert (done.state, done.done) == ("done", ANSWERS), done
    moved = dict(done.result)["moved"]
    return took, f"{busy:.1f} s of processor time in one process; result {moved}"


def _sample() -> Figure:
    took, edited = [], guideline.active()[0]
    for _ in range(5):
        start = time.perf_counter()
        what_if.sample(edited)
        took.append((time.perf_counter() - start) * 1000)
    return Figure(
        "what_if_sample_ms", statistics.median(took), "ms", f"newest {what_if.SAMPLE} answers, median of 5"
    )


def _changes() -> list[what_if.Change]:
    prices = next(t for t in guideline.shipped() if 'id = "prices"' in t)
    assert 'verdict = "look"' in prices
    return [
        what_if.Change("prices", prices.replace('verdict = "look"', 'verdict = "ask"', 1)),
        what_if.Change("refunds", ""),
    ]


def begin() -> tuple[Who, datetime]:
    now = datetime.now(UTC)
    who = house.begin(now)
    house.switch_all_on(who, now)
    Account.objects.create(channel="talk", realm="talk", name="Frag uns", state="ok", created_at=now)
    Contact.objects.bulk_create(
        Contact(realm="talk", remote_id=f"g{n}", name=f"Gast {n}", handle=f"gast{n}") for n in range(500)
    )
    return who, now


@transaction.atomic
def answers(who: Who, numbers: range, dice: random.Random, now: datetime) -> None:
    account, guests = Account.objects.get(), list(Contact.objects.order_by("pk"))
    threads = Conversation.objects.bulk_create(
        Conversation(
            account=account, realm="talk", root_id=f"m{n}", contact=guests[n % 500], last_at=now, language="de",
            created_at=now,
        )
        for n in numbers
    )  # fmt: skip
    at = {n: now - timedelta(minutes=5 * n) for n in numbers}
    asked = Message.objects.bulk_create(
        Message(
            conversation=c, realm="talk", remote_id=f"m{n}", contact=c.contact, received_at=at[n], order_at=at[n],
            text=" ".join(dice.sample(ASKED, dice.randint(1, 3))),
        )
        for n, c in zip(numbers, threads, strict=True)
    )  # fmt: skip
    MessageAssessment.objects.bulk_create(
        MessageAssessment(
            message=m,
            findings=[{"label": "urgent", "value": "no"}, {"label": "question", "value": "yes"}],
            made_at=now,
        )
        for m in asked
    )
    drafts = Draft.objects.bulk_create(
        Draft(
            conversation=m.conversation, answers=m, author_id=who.id, state="sent", created_at=now, updated_at=now,
            text=" ".join(dice.sample(SAID, dice.randint(2, 5))) + " [JK]",
        )
        for m in asked
    )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(
            draft=d, conversation=d.conversation, account=account, author_id=who.id, payload={"text": d.text},
            state="published", queued_at=at[n], not_before=at[n], recall_until=at[n],
        )
        for n, d in zip(numbers, drafts, strict=True)
    )  # fmt: skip
