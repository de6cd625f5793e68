"""Two conversations turn out to be one while a reply of ours is on its way: nothing is lost, miscounted or let out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from zuruf.core.people import Who
from zuruf.core.reply import DraftState
from zuruf.flow import holds, incident, outbox
from zuruf.store.intake import fold
from zuruf.store.models import Attachment, Conversation, Delivery, Member, Message, Team


def folding(row: Delivery) -> tuple[Conversation, Callable[[], None]]:
    """Another conversation of the account, and what folds the reply's into it, as intake does."""
    goal = builders.conversation(row.account)

    def now() -> None:
        with transaction.atomic():
            fold(row.conversation_id, goal.pk)

    return goal, now


def test_a_receipt_is_written_down_though_its_conversation_was_folded_meanwhile(
    queued: Queued, network: Network
) -> None:
    row = queued()
    goal, it = folding(row)
    network.plan = [it]
    work(network, OUT)
    assert Delivery.objects.get(pk=row.pk).state == "published"
    assert Message.objects.get(remote_id="r1").conversation_id == goal.pk


def test_what_is_unclear_is_counted_where_the_reply_lies_now(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued("blind")
    goal, it = folding(row)

    def loses() -> None:
        it()
        network.plan.insert(0, "loses")
        network.next()
        raise ConnectionError("no answer")

    network.plan = [loses]
    work(network, OUT)
    goal.refresh_from_db()
    assert (Delivery.objects.get(pk=row.pk).state, goal.unclear) == ("unclear", 1)
    outbox.settle(who, row.public_id, "give_up", now=OUT)
    goal.refresh_from_db()
    assert goal.unclear == 0


def test_what_is_refused_comes_back_to_the_conversation_where_it_lies_now(
    queued: Queued, network: Network
) -> None:
    row = queued()
    goal, it = folding(row)
    Conversation.objects.filter(pk=goal.pk).update(state="waiting", waiting_since=None)
    on_publish = network.on_publish
    network.on_publish = lambda key: it()
    network.plan = ["refuses"]
    work(network, OUT)
    network.on_publish = on_publish
    goal.refresh_from_db()
    assert (goal.state, goal.waiting_since) == ("open", NOW)


def test_the_conversation_stays_in_its_incident_and_under_its_hold(
    queued: Queued, network: Network, who: Who, answers: Member
) -> None:
    row = queued()
    key = incident.begin(who, "Rückruf", now=NOW)
    incident.put(who, row.conversation.public_id, key, now=NOW)
    holds.hold(who, incident=key, now=NOW)
    goal, it = folding(row)
    it()
    goal.refresh_from_db()
    assert goal.incident is not None
    assert work(network, OUT + timedelta(days=1)) == 0


def test_what_leaves_its_hold_by_a_fold_waits_for_a_yes(queued: Queued, network: Network, who: Who) -> None:
    row = queued()
    held, other = Team.objects.create(name="Werkstatt"), Team.objects.create(name="Laden")
    Conversation.objects.filter(pk=row.conversation_id).update(team=held)
    holds.hold(who, team=held.public_id, now=NOW)
    goal, it = folding(row)
    Conversation.objects.filter(pk=goal.pk).update(team=other)
    it()
    assert work(network, OUT + timedelta(days=1)) == 0
    assert Delivery.objects.get(pk=row.pk).wants_yes
    outbox.say_yes(who, row.public_id, now=OUT)
    work(network, OUT + timedelta(days=1))
    assert again(row).state == "published"


def test_of_two_drafts_that_are_joined_the_pictures_are_joined_too(queued: Queued, answers: Member) -> None:
    row = queued()
    goal, it = folding(row)
    there = builders.draft(goal, answers, text="Hier.")
    gone = builders.draft(row.conversation, answers, text="Dort.")
    for draft, sha in ((there, "a" * 64), (gone, "b" * 64)):
        Attachment.objects.create(
            draft=draft, position=1, sha256=sha, mime="image/png", size=1, created_at=NOW
        )
    it()
    there.refresh_from_db()
    assert (there.state, there.text) == (DraftState.WRITING, "Hier.\n\nDort.")
    kept = there.attachments.order_by("position").values_list("sha256", flat=True)
    assert list(kept) == ["a" * 64, "b" * 64]


@pytest.mark.parametrize("again_by", ["recalled", "recalled_with_another_begun"])
def test_a_draft_that_went_out_anew_comes_back_whole_though_a_part_of_before_came_back_first(
    queued: Queued, network: Network, who: Who, again_by: str
) -> None:
    first = queued("blind", parts=("Zuerst dies.", "Dann das."))
    network.plan = ["loses"]
    work(network, OUT)
    second = Delivery.objects.get(follows=first)
    outbox.recall(who, second.public_id, now=OUT)
    draft = again(first).draft
    assert (draft.state, draft.text) == (DraftState.WRITING, "Dann das.")
    draft.state, draft.text = DraftState.SENT, "Ganz anders."
    draft.save()
    anew = outbox.queue(who, draft, text="Ganz anders.", kind="reply", now=OUT)
    outbox.settle(who, first.public_id, "give_up", now=OUT)
    if again_by == "recalled_with_another_begun":
        draft.refresh_from_db()
        draft.state = DraftState.DISCARDED
        draft.save()
        builders.draft(first.conversation, first.author, text="Noch etwas.")
    outbox.recall(who, anew.public_id, now=OUT)
    texts = first.conversation.drafts.filter(state=DraftState.WRITING).values_list("text", flat=True)
    assert len(texts) == 1
    assert "Ganz anders." in texts[0]
