"""Joining conversations of one person, splitting one, and taking either back."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.there import there
from zuruf.core.bulk import Chosen, Left, seen
from zuruf.core.capabilities import Visibility
from zuruf.core.desk import State
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.flow import bulk_undo, intake, merging, missing, queueing, reply, thanks, writing
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    Account,
    Attachment,
    Conversation,
    Delivery,
    Message,
    MessageAssessment,
    Note,
    Thanks,
)
from zuruf.store.queries.conversation import pane
from zuruf.store.queries.intake import folded_into

pytestmark = pytest.mark.django_db
EVA = Author("eva", "eva", "Eva")
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def anna() -> Who:
    builders.organisation()
    return builders.who(builders.member(name="Anna"))


@pytest.fixture
def network() -> Account:
    return builders.account("bluesky")


def says(
    account: Account,
    remote_id: str,
    minute: int,
    *,
    parent: str = "",
    root: str = "",
    ours: bool = False,
    who: Author = EVA,
) -> Message:
    at = NOW + timedelta(minutes=minute)
    message = Incoming(
        remote_id, who, f"Wort {remote_id}", at, parent=parent, root=root, ours=ours, ref={"uri": remote_id}
    )
    intake.receive(account.pk, Batch((message,)), now=at)
    return Message.objects.select_related("conversation").get(remote_id=remote_id)


def chosen(c: Conversation) -> Chosen:
    c.refresh_from_db()
    return Chosen(c.public_id, seen(c.message_count, c.last_at))


def of(remote_id: str) -> Conversation:
    return Message.objects.select_related("conversation").get(remote_id=remote_id).conversation


def test_two_of_one_person_become_one_that_waits_since_the_first(anna: Who, network: Account) -> None:
    second, first = says(network, "b", 5).conversation, says(network, "a", 1).conversation
    Note.objects.create(conversation=first, author_id=anna.id, text="Kundin seit 2019", at=NOW)
    done = merging.merge(anna, second.public_id, [chosen(first)], now=SOON)
    assert (done.done, done.left) == (1, {})
    second.refresh_from_db()
    assert (second.waiting_since, second.message_count) == (NOW + timedelta(minutes=1), 2)
    shown = pane(anna, second.public_id)
    assert shown
    assert [i.kind for i in shown.items if i.kind in ("said", "noted")] == ["noted", "said", "said"]
    assert pane(anna, first.public_id) is None
    assert folded_into(first.public_id) == second.public_id
    assert Conversation.objects.filter(state=State.OPEN).count() == 1


def test_what_comes_in_for_the_one_that_was_joined_lands_in_the_kept_one(anna: Who, network: Account) -> None:
    unseen = says(network, "b", 5, root="never-seen", parent="never-seen").conversation
    kept = says(network, "a", 1).conversation
    merging.merge(anna, kept.public_id, [chosen(unseen)], now=SOON)
    assert says(network, "b2", 70, root="never-seen", parent="b").conversation == kept
    assert says(network, "b3", 71, root="never-seen", parent="never-seen").conversation == kept
    assert says(network, "never-seen", 0, root="older", parent="older").conversation == kept
    assert says(network, "other", 72).conversation != kept


def test_an_answer_keeps_its_place_in_the_networks_own_thread(anna: Who, network: Account) -> None:
    kept, other = says(network, "a", 1).conversation, says(network, "b", 5).conversation
    merging.merge(anna, kept.public_id, [chosen(other)], now=SOON)
    says(network, "b2", 70, parent="b", root="b")
    member = builders.member()
    for asked, root in (("a", "a"), ("b", "b"), ("b2", "b")):
        message = Message.objects.get(remote_id=asked)
        draft = builders.draft(kept, member, answers=message)
        parent, at_root = queueing._place(draft, None, "reply")
        draft.delete()
        assert (parent["uri"], at_root["uri"]) == (asked, root)


def test_taking_a_merge_back_restores_both_as_they_were(anna: Who, network: Account) -> None:
    a, b, c = (says(network, i, n).conversation for n, i in enumerate("abc"))
    before = list(Conversation.objects.order_by("pk").values())
    merging.merge(anna, a.public_id, [chosen(b), chosen(c)], now=SOON)
    back = bulk_undo.undo(anna, now=SOON)
    assert (back.done, back.left) == (2, {})
    assert list(Conversation.objects.order_by("pk").values()) == before
    assert not Message.objects.filter(home__isnull=False).exists()
    assert [of(i) for i in "abc"] == [a, b, c]


def test_a_merge_in_which_somebody_wrote_since_is_left_and_told(anna: Who, network: Account) -> None:
    a, b = (says(network, i, n).conversation for n, i in enumerate("ab"))
    merging.merge(anna, a.public_id, [chosen(b)], now=SOON)
    says(network, "b2", 61, parent="b", root="b")
    assert bulk_undo.undo(anna, now=SOON).left == {Left.CHANGED: (b.public_id,)}
    assert {of(i) for i in ("a", "b", "b2")} == {a}


def test_only_what_one_person_said_through_one_account_is_joined(anna: Who, network: Account) -> None:
    keep = says(network, "a", 1).conversation
    stranger = says(network, "x", 2, who=Author("finn", "finn", "Finn")).conversation
    elsewhere = builders.conversation(builders.account("bluesky"), contact=keep.contact)
    private = builders.conversation(network, contact=keep.contact, public=False)
    answered = says(network, "y", 3).conversation
    sent = builders.draft(answered, builders.member())
    queued = {"queued_at": NOW, "not_before": NOW, "recall_until": NOW, "payload": {}}
    Delivery.objects.create(draft=sent, conversation=answered, account=network, author=sent.author, **queued)
    moved_on = says(network, "z", 4).conversation
    stale = chosen(moved_on)
    says(network, "z2", 5, parent="z", root="z")
    those = [*map(chosen, (stranger, elsewhere, private, answered)), stale]
    done = merging.merge(anna, keep.public_id, those, now=SOON)
    assert done.done == 0
    assert done.left == {
        Left.PERSON: (stranger.public_id,),
        Left.ACCOUNT: (elsewhere.public_id,),
        Left.PRIVATE: (private.public_id,),
        Left.UNDER_WAY: (answered.public_id,),
        Left.MOVED_ON: (moved_on.public_id,),
    }
    with pytest.raises(Declined, match="stays"):
        merging.merge(anna, answered.public_id, [chosen(keep)], now=SOON)


def test_a_question_on_our_own_page_stays_a_page_of_its_own(anna: Who) -> None:
    page = builders.account("talk")
    with pytest.raises(Declined, match="stays"):
        merging.merge(anna, builders.conversation(page).public_id, [chosen(builders.conversation(page))])


def test_from_a_message_on_it_becomes_a_conversation_of_its_own(anna: Who, network: Account) -> None:
    c = says(network, "a", 1).conversation
    says(network, "a2", 2, parent="a", root="a", ours=True)
    other = says(network, "a3", 3, parent="a2", root="a")
    _done, new_id = merging.split(anna, c.public_id, [other.public_id], now=SOON)
    new = Conversation.objects.get(public_id=new_id)
    c.refresh_from_db()
    assert (new.state, new.waiting_since, new.message_count, new.preview) == (
        State.OPEN, NOW + timedelta(minutes=3), 1, "Wort a3",
    )  # fmt: skip
    assert (c.state, c.waiting_since, c.message_count) == (State.WAITING, None, 2)
    # What answers the part goes to the part, what answers the rest to the rest.
    assert says(network, "a4", 70, parent="a3", root="a").conversation == new
    assert says(network, "a5", 71, parent="a4", root="a").conversation == new
    assert says(network, "a6", 72, parent="a2", root="a").conversation == c
    draft = builders.draft(new, builders.member(), answers=Message.objects.get(remote_id="a5"))
    assert queueing._place(draft, None, "reply")[1]["uri"] == "a"


def test_taking_a_split_back_leaves_no_trace_but_the_way_there(anna: Who, network: Account) -> None:
    c = says(network, "a", 1).conversation
    late = says(network, "a2", 2, parent="a", root="a")
    before = Conversation.objects.values().get()
    _done, new_id = merging.split(anna, c.public_id, [late.public_id], now=SOON)
    assert bulk_undo.undo(anna, now=SOON).done == 1
    assert Conversation.objects.values().get() == before
    assert folded_into(new_id) == c.public_id


def test_something_has_to_be_left_of_what_is_split(anna: Who, network: Account) -> None:
    first = says(network, "a", 1)
    with pytest.raises(Declined, match="split_all"):
        merging.split(anna, first.conversation.public_id, [first.public_id], now=SOON)


LEGAL = [{"label": "risk", "value": "legal", "probability": 0.9, "reasons": []}]


def test_what_weighs_in_one_part_weighs_in_the_whole_and_goes_with_its_message(
    anna: Who, network: Account
) -> None:
    first, threat = says(network, "a", 1), says(network, "b", 2)
    MessageAssessment.objects.filter(message=threat).update(findings=LEGAL)
    kept = first.conversation
    merging.merge(anna, kept.public_id, [chosen(threat.conversation)], now=SOON)
    kept.refresh_from_db()
    assert (kept.weighs, kept.pressing_at) == ("risk:legal=240", there(kept.due_at) - timedelta(hours=4))
    _done, new_id = merging.split(anna, kept.public_id, [threat.public_id], now=SOON)
    kept.refresh_from_db()
    assert (kept.ahead, Conversation.objects.get(public_id=new_id).ahead) == (0, 240)
    bulk_undo.undo(anna, now=SOON)
    kept.refresh_from_db()
    assert (kept.ahead, kept.pressing_at) == (240, there(kept.due_at) - timedelta(hours=4))


def test_no_answer_leaves_a_conversation_that_was_joined_while_it_was_written(
    anna: Who, network: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other = (says(network, i, n).conversation for n, i in enumerate("ab"))
    keep_words = writing.save

    def save(*args: Any) -> object:
        merging.merge(anna, kept.public_id, [chosen(other)], now=SOON)
        return keep_words(*args)

    monkeypatch.setattr(reply, "save", save)
    with pytest.raises(Declined, match="gone"):
        reply.send(anna, other.public_id, "Antwort", seen_answer_seq=0, anyway=True, now=SOON)
    other.refresh_from_db()
    assert (other.state, Delivery.objects.count()) == (State.MERGED, 0)


def test_thanks_outlive_that_a_split_is_taken_back(anna: Who, network: Account) -> None:
    c = says(network, "a", 1).conversation
    praise = says(network, "a2", 2, parent="a", root="a")
    _done, new_id = merging.split(anna, c.public_id, [praise.public_id], now=SOON)
    thanks.pass_on(anna, new_id, [builders.member().public_id], now=SOON)
    assert bulk_undo.undo(anna, now=SOON).done == 1
    assert Thanks.objects.get().conversation == c


def test_a_merge_whose_draft_a_second_pair_of_eyes_has_is_not_taken_back(anna: Who, network: Account) -> None:
    kept, other = (says(network, i, n).conversation for n, i in enumerate("ab"))
    builders.draft(other, builders.member(), text="Ein Anfang")
    merging.merge(anna, kept.public_id, [chosen(other)], now=SOON)
    Conversation.objects.filter(pk=kept.pk).update(ask_until=SOON)
    assert bulk_undo.undo(anna, now=SOON).left == {Left.ASKED: (other.public_id,)}


def test_an_answer_that_is_hidden_while_its_conversation_is_joined_is_missed_in_the_whole(
    anna: Who, network: Account
) -> None:
    kept, other = (says(network, i, n).conversation for n, i in enumerate("ab"))
    sent = reply.send(anna, other.public_id, "Antwort", seen_answer_seq=0, now=SOON)
    Delivery.objects.update(state="published", published_at=SOON, remote_id="out")
    as_read = Delivery.objects.select_related("conversation").get(public_id=sent.delivery)
    merging.merge(anna, kept.public_id, [chosen(other)], now=SOON)
    assert missing.vanished(as_read, Visibility.HIDDEN, SOON)
    assert list(Conversation.objects.order_by("pk").values_list("state", "missing")) == [
        (State.OPEN, 1), (State.MERGED, 0),
    ]  # fmt: skip
    assert missing.back(Delivery.objects.get(), SOON)
    assert not Conversation.objects.filter(missing__gt=0).exists()


def test_a_split_stays_where_somebody_has_begun_an_answer_in_both_parts_since(
    anna: Who, network: Account
) -> None:
    c = says(network, "a", 1).conversation
    asked, writes = says(network, "a2", 2, parent="a", root="a"), builders.member()
    builders.draft(c, writes, text="Kam zurück", answers=asked)
    merging.split(anna, c.public_id, [asked.public_id], now=SOON)
    builders.draft(c, writes, text="Noch eine")
    assert bulk_undo.undo(anna, now=SOON).left == {Left.DRAFTS: (c.public_id,)}


def test_a_picture_without_words_is_a_draft_that_a_merge_keeps(anna: Who, network: Account) -> None:
    kept, other = (says(network, i, n).conversation for n, i in enumerate("ab"))
    writes = builders.member()
    builders.draft(kept, writes, text="")
    picture = builders.draft(other, writes, text="")
    Attachment.objects.create(draft=picture, sha256="0" * 64, mime="image/png", size=4, created_at=NOW)
    assert merging.merge(anna, kept.public_id, [chosen(other)], now=SOON).done == 1
    picture.refresh_from_db()
    assert (picture.conversation, picture.state) == (kept, "writing")
