"""A long answer goes out part after part: in order, all of it or a clear stop, never a gap."""

from datetime import timedelta

import pytest

from tests import builders
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from zuruf.core.channel import Media
from zuruf.core.people import Who
from zuruf.core.reply import DraftState
from zuruf.flow import outbox, outcome
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Member, Message

THREE = ("Zuerst dies.", "Dann das.", "Und zuletzt jenes.")


def parts_of(first: Delivery) -> list[Delivery]:
    return [again(row) for row in Delivery.objects.filter(draft_id=first.draft_id).order_by("part")]


def states(first: Delivery) -> list[str]:
    return [row.state for row in parts_of(first)]


def test_parts_go_out_in_order_each_an_answer_to_the_one_before(queued: Queued, network: Network) -> None:
    first = queued(parts=THREE)
    work(network, OUT)
    assert [p.text for p in network.posts] == list(THREE)
    asked = first.draft.answers
    assert asked is not None
    parents = [row.payload["parent"] for row in parts_of(first)]
    assert parents == [asked.ref, {"uri": "r1"}, {"uri": "r2"}]
    assert [(row.part, row.parts) for row in parts_of(first)] == [(1, 3), (2, 3), (3, 3)]


def test_in_the_thread_each_part_answers_the_one_before(queued: Queued, network: Network) -> None:
    first = queued(parts=THREE)
    work(network, OUT)
    ours = Message.objects.filter(ours=True).order_by("order_at", "id")
    asked = first.draft.answers
    assert asked is not None
    assert [m.parent_id_remote for m in ours] == [asked.remote_id, "r1", "r2"]


def test_the_reference_of_a_part_is_frozen_before_its_first_request(queued: Queued, network: Network) -> None:
    first = queued(parts=THREE)
    seen: list[object] = []

    def look() -> None:
        seen.append(parts_of(first)[1].payload["parent"])

    network.plan = ["ok", look]
    work(network, OUT)
    assert seen == [{"uri": "r1"}]


def test_a_part_that_is_repeated_is_the_same_request_whatever_became_of_the_one_before(
    queued: Queued, network: Network
) -> None:
    first = queued(parts=THREE)
    network.plan = ["ok", "loses"]
    work(network, OUT)
    before = parts_of(first)[1].payload
    Delivery.objects.filter(pk=first.pk).update(ref={"uri": "another"})
    work(network, OUT + timedelta(minutes=5))
    assert parts_of(first)[1].payload == before
    assert states(first) == ["published"] * 3


def test_a_part_of_which_nobody_knows_holds_up_the_later_ones(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued("blind", parts=THREE)
    network.plan = ["ok", "accepts"]
    work(network, OUT)
    assert work(network, OUT + timedelta(days=1)) == 0
    assert states(first) == ["published", "unclear", "queued"]
    second = parts_of(first)[1]
    builders.message(second.conversation, remote_id="r2", permalink="https://model.example/r2", ours=True)
    outbox.settle(who, second.public_id, "there", "https://model.example/r2", now=OUT)
    work(network, OUT + timedelta(days=1))
    assert states(first) == ["published"] * 3
    assert [p.text for p in network.posts] == list(THREE)


def test_a_part_never_starts_a_thread_of_its_own_while_nobody_knows_whom_it_would_answer(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued("blind", parts=THREE)
    network.plan = ["accepts"]
    work(network, OUT)
    outbox.settle(who, first.public_id, "there", now=OUT)
    assert work(network, OUT + timedelta(days=1)) == 0
    assert states(first) == ["published", "queued", "queued"]


def test_when_a_part_is_refused_the_later_ones_stay_here_and_the_text_that_did_not_go_out_comes_back(
    queued: Queued, network: Network
) -> None:
    first = queued(parts=THREE)
    network.plan = ["ok", "refuses"]
    work(network, OUT)
    assert work(network, OUT + timedelta(days=1)) == 0
    assert states(first) == ["published", "refused", "recalled"]
    draft = again(first).draft
    assert (draft.state, draft.text) == (DraftState.WRITING, "Dann das.\n\nUnd zuletzt jenes.")
    assert again(first).conversation.state == "open"
    assert parts_of(first)[2].why == outcome.PART


def test_recalling_before_the_first_part_brings_back_the_whole_text(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued(parts=THREE)
    assert outbox.recall(who, parts_of(first)[0].public_id, now=OUT) == "recalled"
    assert work(network, OUT + timedelta(days=1)) == 0
    assert states(first) == ["recalled"] * 3
    assert again(first).draft.text == "Zuerst dies.\n\nDann das.\n\nUnd zuletzt jenes."
    assert network.posts == []


def test_recalling_a_part_recalls_the_later_ones_and_leaves_the_earlier(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued(parts=THREE)
    outbox.recall(who, parts_of(first)[1].public_id, now=OUT)
    work(network, OUT)
    assert states(first) == ["published", "recalled", "recalled"]
    assert [p.text for p in network.posts] == ["Zuerst dies."]
    assert again(first).draft.text == "Dann das.\n\nUnd zuletzt jenes."


def test_recalling_what_is_on_its_way_stops_what_is_not_and_says_so(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued(parts=THREE)
    said: list[str] = []
    network.plan = [lambda: said.append(outbox.recall(who, first.public_id, now=OUT))]
    work(network, OUT)
    assert said == ["sending"]
    assert states(first) == ["published", "recalled", "recalled"]
    with pytest.raises(Declined, match="too_late"):
        outbox.recall(who, first.public_id, now=OUT)


def test_a_part_in_doubt_is_settled_and_the_text_comes_back_in_its_order(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued("blind", parts=THREE)
    network.plan = ["loses"]
    work(network, OUT)
    assert outbox.recall(who, parts_of(first)[1].public_id, now=OUT) == "recalled"
    outbox.settle(who, first.public_id, "give_up", now=OUT)
    assert states(first) == ["given_up", "recalled", "recalled"]
    assert again(first).draft.text == "Zuerst dies.\n\nDann das.\n\nUnd zuletzt jenes."


def test_giving_up_a_part_calls_off_the_later_ones(queued: Queued, network: Network, who: Who) -> None:
    first = queued("blind", parts=THREE)
    network.plan = ["ok", "loses"]
    work(network, OUT)
    outbox.settle(who, parts_of(first)[1].public_id, "give_up", now=OUT)
    assert states(first) == ["published", "given_up", "recalled"]
    assert again(first).draft.text == "Dann das.\n\nUnd zuletzt jenes."
    assert work(network, OUT + timedelta(days=1)) == 0


def test_a_part_that_is_taken_back_calls_off_what_was_to_follow(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued(parts=THREE)
    network.plan = ["ok", "later"]
    work(network, OUT)
    outbox.withdraw(who, first.public_id, why="Falsch", now=OUT)
    work(network, OUT)
    assert states(first) == ["withdrawn", "recalled", "recalled"]
    assert work(network, OUT + timedelta(days=1)) == 0
    assert again(first).draft.text == "Dann das.\n\nUnd zuletzt jenes."


def test_what_its_author_has_begun_since_stands_below_the_parts_that_come_back(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued(parts=THREE)
    newer = builders.draft(first.conversation, first.author, text="Noch etwas.")
    outbox.recall(who, parts_of(first)[1].public_id, now=OUT)
    newer.refresh_from_db()
    assert newer.text == "Dann das.\n\nUnd zuletzt jenes.\n\nNoch etwas."
    outbox.recall(who, first.public_id, now=OUT)
    newer.refresh_from_db()
    assert newer.text == "Zuerst dies.\n\nDann das.\n\nUnd zuletzt jenes.\n\nNoch etwas."
    assert Draft.objects.filter(state=DraftState.WRITING).count() == 1


def test_the_white_space_between_parts_comes_back_as_it_was(
    queued: Queued, network: Network, answers: Member, who: Who
) -> None:
    conversation = builders.conversation(builders.account("harmless"))
    text = "Ja ja ja ja.  Nein\tja ja."
    draft = builders.draft(conversation, answers, state=DraftState.SENT, text=text)
    first = outbox.queue(
        who, draft, text=text, kind="reply", now=OUT, parts=("Ja ja", "ja ja.", "Nein\tja ja.")
    )
    outbox.recall(who, parts_of(first)[1].public_id, now=OUT)
    assert again(first).draft.text == "ja ja.  Nein\tja ja."


def test_files_go_with_the_first_part(queued: Queued, network: Network) -> None:
    picture = Media("0" * 64, "image/png", 68, "Plan.png", "Der neue Plan", 1, 1, path="/nowhere")
    first = queued(parts=THREE, media=[picture])
    kept = [row.payload["media"] for row in parts_of(first)]
    assert kept[1:] == [[], []]
    assert kept[0][0]["alt"] == "Der neue Plan"
    assert "path" not in kept[0][0], "where a file lies on this machine is not part of the request"


def test_an_answer_in_parts_is_one_answer_to_who_answers_second(
    queued: Queued, network: Network, who: Who
) -> None:
    first = queued(parts=THREE)
    outbox.recall(who, first.public_id, now=OUT)
    from zuruf.flow import answer

    Conversation.objects.filter(pk=first.conversation_id).update(answer_seq=1)
    answer.unanswered(first.conversation_id, 0)
