"""A real PDS with a real AppView: what the public sees of our answer, what is deleted there, a correction in public."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from tests import builders
from tests.servers.pds import Pds, Person
from zuruf.channels import _xrpc
from zuruf.core.people import Who
from zuruf.flow import accounts, correct, outbox, reply
from zuruf.store.models import Account, Conversation, Delivery, Member, Message
from zuruf.store.queries import outbox as reading

pytestmark = [pytest.mark.django_db, pytest.mark.pds]
START = datetime.now(UTC)
Answer = Callable[[Pds, str], tuple[Delivery, Person, Person]]


@pytest.fixture(autouse=True)
def private_hosts(settings: LazySettings) -> None:
    settings.ALLOW_PRIVATE = ("localhost", "127.0.0.1")
    _xrpc.forget_sessions()


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def answered(who: Who, second_pair: Member) -> Answer:
    """An answer of ours that is out on a server: (delivery, we, the asker)."""

    def make(server: Pds, text: str) -> tuple[Delivery, Person, Person]:
        us, asker = server.person("wasserwerk"), server.person("asker")
        made = accounts.connect(
            builders.who(second_pair),
            "bluesky",
            {"handle": us.handle, "server": server.url},
            {"password": us.app_password},
            now=START,
        )
        Account.objects.filter(public_id=made).update(recall_seconds=0)
        asked = server.write(asker, "Warum ist das Wasser braun?", createdAt=_written(START))
        here = builders.conversation(Account.objects.get(public_id=made), root_id=asked["uri"])
        here.messages.update(remote_id=asked["uri"], ref={"uri": asked["uri"], "cid": asked["cid"]})
        sent = reply.send(who, here.public_id, text, seen_answer_seq=0, now=START)
        work(START)
        return Delivery.objects.get(public_id=sent.delivery), us, asker

    return make


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def work(at: datetime) -> None:
    for _ in range(20):
        if not outbox.work("w", now=at):
            return
    pytest.fail("the worker goes round in circles")


def again(row: Delivery) -> Delivery:
    return Delivery.objects.select_related("conversation").get(pk=row.pk)


def after(**span: int) -> datetime:
    return START + timedelta(**span)


def test_accepted_visible_deleted_there_and_back_at_the_desk(appview: Pds, answered: Answer) -> None:
    row, us, asker = answered(appview, "Ein Rohr wird gespült.")
    assert (row.state, row.visibility) == ("published", "accepted")
    appview.settle()
    work(after(seconds=6))
    assert again(row).visibility == "visible"
    parent = {"uri": row.remote_id, "cid": row.ref["cid"]}
    root = {"uri": row.ref["root_uri"], "cid": row.ref["root_cid"]}
    appview.write(asker, "Danke!", reply={"root": root, "parent": parent}, createdAt=_written(START))
    appview.settle()
    work(after(minutes=2))
    assert again(row).reactions == 1
    view = reading.one(row.public_id)
    assert view is not None
    assert view.reacted

    appview.delete(us, row.remote_id)  # by somebody in the network's own app
    appview.settle()
    work(after(minutes=11))

    row = again(row)
    assert (row.state, row.visibility, row.missing_since) == ("published", "gone", after(minutes=11))
    assert (row.conversation.missing, row.conversation.state) == (1, "open")


def test_without_an_appview_it_stays_accepted_and_what_is_deleted_is_noticed(
    pds: Pds, answered: Answer
) -> None:
    row, us, _ = answered(pds, "Ein Rohr wird gespült.")
    work(after(hours=1))
    row = again(row)
    assert (row.visibility, row.seen_at, row.missing_since) == ("accepted", after(hours=1), None)
    pds.delete(us, row.remote_id)
    work(after(hours=7))
    assert (again(row).visibility, again(row).conversation.missing) == ("gone", 1)


def test_a_correction_answers_our_own_answer_in_public(pds: Pds, answered: Answer, who: Who) -> None:
    row, us, _ = answered(pds, "Ein Rohr wird am Montag gespült.")
    correct.correct(who, row.public_id, "Richtig ist: am Dienstag.", now=after(minutes=5))
    work(after(minutes=5))
    texts = {r["value"]["text"]: r["value"] for r in pds.records(us)}
    parent = texts["Richtig ist: am Dienstag."]["reply"]["parent"]
    assert parent == {"uri": row.remote_id, "cid": row.ref["cid"]}
    assert again(row).state == "corrected"


def test_what_a_person_found_by_its_address_is_known_and_can_be_withdrawn(
    pds: Pds, answered: Answer, who: Who
) -> None:
    row, us, _ = answered(pds, "Ein Rohr wird gespült.")
    rkey = row.remote_id.rpartition("/")[2]
    Message.objects.filter(ours=True).delete()
    Delivery.objects.update(
        state="unclear", remote_id="", permalink="", ref={}, visibility="", read_next_at=None
    )
    Delivery.objects.update(
        payload={**row.payload, "record_key": "3aaaaaaaaaa22"}
    )  # our own key does not lead there
    Conversation.objects.update(unclear=1)
    outbox.settle(
        who, row.public_id, "there", f"https://bsky.app/profile/{us.handle}/post/{rkey}", now=after(hours=1)
    )
    work(after(hours=2))
    assert again(row).remote_id == row.remote_id
    assert Message.objects.filter(ours=True).count() == 1
    outbox.withdraw(who, row.public_id, now=after(hours=3))
    work(after(hours=3))
    assert pds.records(us) == []
