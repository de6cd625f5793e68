"""A topic that was said of many is taken back where it still stands, and told where it does not."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.bulk import Chosen, Left, Verb
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.flow import assessment, bulk, bulk_undo, intake, merging, topics
from zuruf.store.models import Conversation, Message, MessageAssessment, Topic

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=3)
EVA = Author("eva", "eva", "Eva")


def about(remote_id: str) -> list[str]:
    return assessment.values(MessageAssessment.objects.get(message__remote_id=remote_id).findings, "topic")


def test_where_other_words_stand_by_now_or_it_stands_elsewhere_nothing_is_taken_back(who: Who) -> None:
    builders.organisation()
    for slug, word in (("parts", "Lenker"), ("price", "Preis")):
        Topic.objects.create(slug=slug, name={"de": slug}, words=[word], created_at=NOW)
    account = builders.account("bluesky")
    first = [Incoming(name, EVA, "Wo bleibt mein Lenker?", NOW) for name in ("same", "edited", "split")]
    more = Incoming(
        "split2", EVA, "Und der Lenker?", NOW + timedelta(minutes=1), parent="split", root="split"
    )
    intake.receive(account.pk, Batch((*first, more)), now=NOW)
    those = [Chosen(c.public_id) for c in Conversation.objects.order_by("pk")]
    done = bulk.do(who, Verb.TOPIC, those, topics=["price"], now=NOW)
    assert [about(name) for name in ("same", "edited", "split2")] == [["price"]] * 3

    edited = Incoming("edited", EVA, "Hat sich erledigt, danke", NOW, edited_at=SOON)
    intake.receive(account.pk, Batch((edited,)), now=SOON)
    moved = Message.objects.get(remote_id="split2")
    merging.split(who, moved.conversation.public_id, [moved.public_id], now=SOON)

    back = bulk_undo.undo(who, done.public_id, now=SOON)
    assert (back.done, {why: len(left) for why, left in back.left.items()}) == (1, {Left.CHANGED: 2})
    assert [about(name) for name in ("same", "edited", "split2")] == [["parts"], [], ["price"]]


def test_what_the_house_wants_surer_is_unsure_also_where_it_is_judged_again(who: Who) -> None:
    builders.organisation(judging={"sure": 0.6, "labels": {"topic": 0.85}})
    Topic.objects.create(slug="parts", name={"de": "Teile"}, words=["Lenker"], created_at=NOW)
    Topic.objects.create(slug="price", name={"de": "Preise"}, words=["Preis"], created_at=NOW)
    one = Incoming("a", EVA, "Wo bleibt mein Lenker?", NOW)
    intake.receive(builders.account("bluesky").pk, Batch((one,)), now=NOW)
    those = [Chosen(Conversation.objects.get().public_id)]
    before = [f for f in MessageAssessment.objects.get().findings if f["label"] == "topic"]
    assert [f.get("unsure") for f in before] == [True]
    done = bulk.do(who, Verb.TOPIC, those, topics=["price"], now=NOW)
    bulk_undo.undo(who, done.public_id, now=SOON)
    assert [f for f in MessageAssessment.objects.get().findings if f["label"] == "topic"] == before

    Topic.objects.filter(slug="parts").update(changed_at=SOON)
    assert topics.judge_anew(now=SOON) == 1
    assert [f for f in MessageAssessment.objects.get().findings if f["label"] == "topic"] == before
