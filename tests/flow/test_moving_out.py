"""The invented company moves out: whatever was tried in it goes, and what is real stays as it is."""

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.bulk import Chosen, Verb
from zuruf.core.people import Who
from zuruf.flow import bulk, many, proof
from zuruf.flow.moving_out import INVENTED, demo_out
from zuruf.flow.proof import Why
from zuruf.store.models import Act, Bulk, Chat, Contact, ManyAnswer, Member, Message, Proof
from zuruf.store.queries import proof as reading

WHY = Why("police")


@pytest.fixture
def who(answers: Member) -> Who:
    builders.organisation(demo=True)
    return builders.who(answers)


@pytest.fixture
def played() -> Message:
    """What somebody invented wrote."""
    return builders.conversation(builders.account("bluesky", remote_id="demo")).messages.get()


def test_what_was_hidden_and_taken_back_in_play_goes_and_holds_up_nobody(who: Who, played: Message) -> None:
    fields = {
        "account": played.conversation.account, "message": played, "contact": played.contact, "measure": "hide",
        "by_id": who.id, "at": NOW, "next_at": NOW,
    }  # fmt: skip
    hidden = Act.objects.create(target="m:1", **fields)
    Act.objects.create(target="b:1", takes_back=hidden, **fields)

    assert demo_out(who, NOW) == 1

    assert not Act.objects.exists()
    assert not Contact.objects.exists()


def test_evidence_that_was_kept_in_play_goes(who: Who, played: Message) -> None:
    proof.keep(who, played.public_id, WHY, now=NOW)
    demo_out(who, NOW)
    assert not Proof.objects.exists()


def test_real_evidence_stays_whole_when_what_was_kept_in_play_before_it_goes(
    who: Who, played: Message
) -> None:
    proof.keep(who, played.public_id, WHY, now=NOW)
    real = builders.conversation(builders.account("bluesky"), text="Ich weiß, wo du wohnst.")
    kept = proof.keep(who, real.messages.get().public_id, WHY, now=NOW)

    demo_out(who, NOW)

    found = reading.one(who, kept)
    assert found is not None
    assert found.whole
    assert found.record["message"]["text"] == "Ich weiß, wo du wohnst."
    assert Proof.objects.get(number=1).record == ""


def test_whoever_let_it_ring_in_a_chat_in_play_goes_without_a_trace(who: Who) -> None:
    somebody = builders.member(email=f"jana@radwerk{INVENTED}")
    Chat.objects.create(member=somebody, name="n", service="ntfy", secrets="x", made_by=somebody, made_at=NOW)
    demo_out(who, NOW)
    assert not Chat.objects.exists()
    assert not Member.objects.filter(pk=somebody.pk).exists()


def test_what_was_said_and_done_to_many_in_play_goes_with_whoever_did_it(who: Who, played: Message) -> None:
    somebody = builders.member(email=f"jana@radwerk{INVENTED}")
    real = builders.conversation(builders.account("bluesky")).public_id
    for author, whom in ((builders.who(somebody), played.conversation.public_id), (who, real)):
        many.begin(author, [whom], text="Am Montag.", now=NOW)
        bulk.do(author, Verb.TAKE, [Chosen(whom)], now=NOW)
    demo_out(who, NOW)
    assert [m.author_id for m in ManyAnswer.objects.all()] == [who.id]
    assert [b.by_id for b in Bulk.objects.all()] == [who.id]
    assert not Member.objects.filter(pk=somebody.pk).exists()
