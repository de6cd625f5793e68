"""A post over a real PDS and AppView: the public's answers arrive in its conversation, whichever was known first."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from tests import builders
from tests.servers.pds import Pds, Person
from zuruf.channels import _xrpc
from zuruf.core.desk import State
from zuruf.core.people import Who
from zuruf.flow import accounts, intake, outbox, post, post_off, reply
from zuruf.store.models import Account, Conversation, Delivery, Member, Message
from zuruf.store.queries.intake import folded_into
from zuruf.store.queries.outbox import outgoing

pytestmark = [pytest.mark.django_db, pytest.mark.pds]
START = datetime.now(UTC)
TEXT = "Das Freibad öffnet am Samstag um zehn."


@pytest.fixture(autouse=True)
def private_hosts(settings: LazySettings) -> None:
    settings.ALLOW_PRIVATE = ("localhost", "127.0.0.1")
    _xrpc.forget_sessions()


def connected(owner: Member, net: Pds, us: Person) -> Account:
    told = {"handle": us.handle, "server": net.url}
    public_id = accounts.connect(
        builders.who(owner), "bluesky", told, {"password": us.app_password}, now=START
    )
    Account.objects.filter(public_id=public_id).update(recall_seconds=0)
    return Account.objects.get(public_id=public_id)


def posted(who: Who, account: Account) -> Delivery:
    (sent,) = post_off.send(who, post.begin(who, now=START), TEXT, [account.public_id], now=START)
    return Delivery.objects.get(public_id=sent.delivery)


def work(after: int) -> None:
    while outbox.work("test", now=START + timedelta(seconds=after)):
        pass


def answered_by(net: Pds, person: Person, root: dict[str, str], text: str = "Endlich!") -> dict[str, str]:
    net.settle()  # the AppView tells us of an answer only when it knows what is answered
    same = {"uri": root["uri"], "cid": root["cid"]}
    later = (START + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    made: dict[str, str] = net.write(person, text, reply={"root": same, "parent": same}, createdAt=later)
    net.settle()
    return made


def poll(after: int) -> None:
    intake.poll_due("test", now=START + timedelta(seconds=after))


def test_what_the_public_answers_to_a_post_arrives_in_its_conversation_and_is_answered(
    appview: Pds, second_pair: Member, answers: Member
) -> None:
    us, public = appview.person("freibad"), appview.person("public")
    account, who = connected(second_pair, appview, us), builders.who(answers)
    row = posted(who, account)
    work(1)
    (record,) = appview.records(us)
    assert record["value"]["text"] == TEXT
    assert "reply" not in record["value"]

    answer = answered_by(appview, public, record)
    poll(60)
    conversation = Conversation.objects.get()
    assert (conversation.root_id, conversation.state) == (record["uri"], State.OPEN)
    assert Message.objects.filter(ours=True).count() == 1, "our own post, read back, is the same message"

    at = START + timedelta(seconds=90)
    reply.send(who, conversation.public_id, "Bis Samstag!", seen_answer_seq=0, now=at)
    work(91)
    ours = next(r for r in appview.records(us) if r["uri"] != record["uri"])
    assert ours["value"]["reply"]["parent"]["uri"] == answer["uri"]
    assert ours["value"]["reply"]["root"]["uri"] == record["uri"]

    outbox.withdraw(who, row.public_id, why="Erst am Sonntag.", now=START + timedelta(seconds=120))
    work(121)
    assert [r["uri"] for r in appview.records(us)] == [ours["uri"]]


def test_an_answer_that_is_known_before_the_networks_word_reached_us_is_joined(
    appview: Pds, second_pair: Member, answers: Member
) -> None:
    us, public = appview.person("freibad"), appview.person("public")
    account, who = connected(second_pair, appview, us), builders.who(answers)
    row = posted(who, account)
    before = row.conversation.public_id
    # The network has it; the worker that sent it dies before it hears so.
    accounts.open_channel(account).publish(outgoing(row.payload))
    (record,) = appview.records(us)
    answered_by(appview, public, record)
    poll(60)
    account.refresh_from_db()
    assert Conversation.objects.count() == 2, account.state_why

    work(61)
    assert len(appview.records(us)) == 1, "the repeat is the same request"
    conversation = Conversation.objects.get()
    row.refresh_from_db()
    assert (row.conversation_id, conversation.root_id) == (conversation.pk, record["uri"])
    assert conversation.state == State.OPEN
    assert [m.ours for m in conversation.messages.order_by("order_at", "id")].count(True) == 1
    assert folded_into(before) == conversation.public_id
