"""What is out is mended: an edit takes its place where the network can, else a correction answers it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.flow.model_network import KINDS, Network, channel
from tests.flow.on_its_way import OUT, Queued, again, work
from zuruf import channels
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import ChannelError, Outgoing, Receipt, Refused, TryLater, Unknown
from zuruf.core.people import Who
from zuruf.flow import missing, outbox
from zuruf.flow.errors import Declined
from zuruf.store.models import Delivery, Message

HOUR = timedelta(hours=1)


class Edits:
    """A blind network that can edit. `plan`: errors to raise after (or, for "lost", before) it took the new text."""

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.plan: list[tuple[ChannelError, bool]] = []

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        error, taken = self.plan.pop(0) if self.plan else (None, True)
        if taken:
            self.texts.setdefault(receipt.remote_id, []).append(reply.text)
        if error is not None:
            raise error
        return receipt


@pytest.fixture
def edits(network: Network, monkeypatch: pytest.MonkeyPatch) -> Edits:
    there = Edits()

    class Editable(channel("blind", network)):  # type: ignore[misc]  # a class made at run time
        name = "editable"

        def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
            return there.edit(receipt, reply)

    kinds = {**channels.kinds(), "editable": Editable}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    monkeypatch.setitem(KINDS, "editable", KINDS["blind"])
    return there


@pytest.fixture
def out(queued: Queued, network: Network, edits: Edits) -> Delivery:
    """A reply that is published where it can be edited."""
    row = queued("editable")
    work(network, OUT)
    return again(row)


def mend(queued: Queued, row: Delivery, what: str = "edit", **how: object) -> Delivery:
    return queued(account=row.account, to=row.conversation, what=what, corrects=row, now=OUT, **how)


def test_an_edit_takes_the_place_of_the_original(
    queued: Queued, network: Network, edits: Edits, out: Delivery
) -> None:
    edit = mend(queued, out)
    Delivery.objects.filter(pk=edit.pk).update(payload={**edit.payload, "text": "Es kommt am Montag."})
    work(network, OUT + HOUR)
    assert edits.texts == {"r1": ["Es kommt am Montag."]}
    assert len(network.posts) == 1
    assert (again(edit).state, again(out).state) == ("published", "corrected")
    message = Message.objects.get(ours=True)
    assert (message.text, message.edited_at, message.remote_id) == ("Es kommt am Montag.", OUT + HOUR, "r1")


def test_an_edit_of_which_nobody_knows_is_repeated_whatever_the_network_remembers(
    queued: Queued, network: Network, edits: Edits, out: Delivery
) -> None:
    edits.plan = [(Unknown("No answer."), True), (Unknown("No answer."), False)]
    edit = mend(queued, out)
    for minute in range(5):
        work(network, OUT + timedelta(minutes=minute))
    assert again(edit).state == "published"
    assert edits.texts["r1"] == ["Es ist unterwegs."] * 2
    assert len(network.posts) == 1, "an edit is never sent as an answer"


def test_an_edit_that_nobody_answers_for_long_is_left_to_a_person_and_never_looked_up(
    queued: Queued, network: Network, edits: Edits, out: Delivery, who: Who
) -> None:
    edits.plan = [(Unknown("No answer."), True)] * 20
    edit = mend(queued, out)
    for minute in range(60):
        work(network, OUT + timedelta(minutes=minute))
    edit = again(edit)
    assert (edit.state, edit.next_at) == ("unclear", None)
    assert not [a for a in network.asked if a.startswith("find")]
    outbox.settle(who, edit.public_id, "there", now=OUT + HOUR)
    assert (again(edit).state, again(edit).remote_id) == ("published", "r1")
    assert again(out).state == "corrected"


def test_an_edit_that_is_refused_leaves_the_original_as_it_is(
    queued: Queued, network: Network, edits: Edits, out: Delivery
) -> None:
    edits.plan = [(Refused("Too old."), False)]
    edit = mend(queued, out)
    work(network, OUT + HOUR)
    assert (again(edit).state, again(out).state) == ("refused", "published")
    assert Message.objects.get(ours=True).text == "Es ist unterwegs."


def test_of_two_edits_of_the_same_the_second_is_declined_while_the_first_is_on_its_way(
    queued: Queued, network: Network, edits: Edits, out: Delivery
) -> None:
    edits.plan = [(TryLater("Busy.", HOUR), False)]
    mend(queued, out)
    work(network, OUT + timedelta(seconds=20))
    with pytest.raises(Declined, match="correcting"):
        mend(queued, out)
    work(network, OUT + 2 * HOUR)
    assert again(mend(queued, out)).state == "queued"


def test_taken_back_an_edited_reply_is_gone_with_all_its_edits(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued("harmless")
    work(network, OUT)
    row = again(row)
    edit = mend(queued, row)
    Delivery.objects.filter(pk=edit.pk).update(state="published", remote_id=row.remote_id)
    outbox.withdraw(who, row.public_id, why="Falsch", now=OUT)
    work(network, OUT + HOUR)
    assert (again(row).state, again(edit).state) == ("withdrawn", "withdrawn")


def test_a_correction_answers_the_original_in_public(queued: Queued, network: Network) -> None:
    row = queued()
    work(network, OUT)
    row = again(row)
    correction = mend(queued, row, "correction")
    assert (correction.payload["parent"], correction.payload["root"]) == ({"uri": "r1"}, {"uri": "r1"})
    work(network, OUT + HOUR)
    assert (again(correction).state, again(row).state) == ("published", "corrected")
    assert len(network.posts) == 2
    assert [m.parent_id_remote for m in Message.objects.filter(ours=True).order_by("id")][1] == "r1"


def test_a_correction_of_what_was_taken_back_meanwhile_stays_here(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued()
    work(network, OUT)
    correction = mend(queued, again(row), "correction")
    outbox.withdraw(who, row.public_id, why="Falsch", now=OUT)
    work(network, OUT)
    assert (again(row).state, again(correction).state) == ("withdrawn", "recalled")
    assert work(network, OUT + HOUR) == 0


@pytest.mark.parametrize("what", ["edit", "correction"])
def test_what_is_not_out_cannot_be_mended(queued: Queued, what: str) -> None:
    row = queued()
    with pytest.raises(Declined, match="not_out"):
        mend(queued, row, what)


def test_an_edit_that_is_missing_there_is_missed_no_more_when_its_original_is_withdrawn(
    queued: Queued, network: Network, edits: Edits, out: Delivery, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channels.kinds()["editable"], "can", replace(KINDS["editable"], withdraw=True))
    edit = mend(queued, out)
    work(network, OUT + HOUR)
    assert missing.vanished(again(edit), Visibility.HIDDEN, OUT + HOUR)
    assert again(edit).conversation.missing == 1
    outbox.withdraw(who, out.public_id, why="Falsch", now=OUT + HOUR)
    work(network, OUT + HOUR)
    assert (again(edit).state, edit.missing_since, edit.conversation.missing) == ("withdrawn", None, 0)
