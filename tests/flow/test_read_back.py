"""What the network shows of what is out: looked at again and again; hidden or gone it comes back to the desk."""

from datetime import timedelta

import pytest

from tests import builders
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from tests.flow.public import Public, verbs
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import NotConnected, Seen, TryLater
from zuruf.core.people import Who
from zuruf.core.read_back import AFTER
from zuruf.flow import correct, outbox
from zuruf.flow.errors import Declined
from zuruf.store.models import Change, Conversation, Delivery, Member, Message

V = Visibility
SEC, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def out(queued: Queued, network: Network, public: Public) -> Delivery:
    """A reply that the network has taken."""
    row = queued("shows")
    work(network, OUT)
    return again(row)


# --- accepted and visible are two things


def test_what_is_accepted_is_not_taken_for_visible_before_somebody_looked(
    out: Delivery, network: Network
) -> None:
    assert (out.visibility, out.read_next_at) == ("accepted", OUT + 5 * SEC)
    seen = Change.objects.count()
    assert work(network, OUT + 5 * SEC) == 1
    row = again(out)
    assert (row.state, row.visibility, row.seen_at) == ("published", "visible", OUT + 5 * SEC)
    assert row.read_next_at == OUT + timedelta(minutes=1)
    assert set(Change.objects.order_by("pk").values_list("kind", flat=True)[seen:]) == {
        "conversation",
        "delivery",
    }


def test_it_is_looked_at_eight_times_in_a_week_and_then_no_more(
    out: Delivery, network: Network, public: Public
) -> None:
    for after in AFTER:
        assert work(network, OUT + after) == 1
    assert len(public.looks) == 8
    assert again(out).read_next_at is None
    assert work(network, OUT + timedelta(days=400)) == 0


def test_looks_that_were_missed_are_not_made_up_for(out: Delivery, network: Network, public: Public) -> None:
    assert work(network, OUT + timedelta(days=2)) == 1
    assert len(public.looks) == 1
    assert again(out).read_next_at == OUT + timedelta(days=3)


def test_other_words_and_reactions_are_kept(out: Delivery, network: Network, public: Public) -> None:
    public.says["r1"] = Seen("Etwas ganz anderes.", V.VISIBLE, "https://model.example/new", 3)
    work(network, OUT + 5 * SEC)
    row = again(out)
    assert (row.seen_text, row.reactions, row.permalink) == (
        "Etwas ganz anderes.",
        3,
        "https://model.example/new",
    )
    public.says["r1"] = Seen(" Es ist\nunterwegs. ", V.VISIBLE)
    work(network, OUT + HOUR)
    assert again(out).seen_text == ""


def test_why_a_network_hides_something_is_kept_until_it_shows_it(
    out: Delivery, network: Network, public: Public
) -> None:
    public.says["r1"] = Seen("Es ist unterwegs.", V.HIDDEN, why="Rejected: personal info.")
    work(network, OUT + HOUR)
    assert again(out).why == "Rejected: personal info."
    public.says["r1"] = Seen("Es ist unterwegs.", V.VISIBLE)
    work(network, OUT + 7 * HOUR)
    assert again(out).why == ""


def test_where_nobody_can_tell_nobody_is_asked(queued: Queued, network: Network) -> None:
    row = queued("harmless")
    work(network, OUT)
    assert (again(row).visibility, again(row).read_next_at) == ("accepted", None)
    assert work(network, OUT + timedelta(days=8)) == 0


def test_an_outage_says_nothing_about_what_the_public_sees(
    out: Delivery, network: Network, public: Public
) -> None:
    work(network, OUT + 5 * SEC)
    public.says["r1"] = TryLater("Busy.", timedelta(minutes=30))
    assert work(network, OUT + timedelta(minutes=1)) == 1
    row = again(out)
    assert (row.visibility, row.missing_since) == ("visible", None)
    assert row.read_next_at == OUT + timedelta(minutes=31), "not before the network wants to be asked"
    public.says["r1"] = NotConnected("The password has changed.")
    assert work(network, OUT + HOUR) == 1
    assert again(out).visibility == "visible"


# --- hidden or gone


@pytest.mark.parametrize(("said", "phase"), [(None, "gone"), (Seen("Es ist unterwegs.", V.HIDDEN), "hidden")])
def test_a_reply_that_the_network_hides_or_deletes_comes_back_to_the_desk(
    out: Delivery, network: Network, public: Public, said: Seen | None, phase: str
) -> None:
    work(network, OUT + 5 * SEC)
    public.says["r1"] = said
    work(network, OUT + HOUR)
    row = again(out)
    assert (row.state, row.visibility, row.missing_since) == ("published", phase, OUT + HOUR)
    here = row.conversation
    assert (here.missing, here.state, here.waiting_since) == (1, "open", OUT + HOUR)
    assert here.due_at == OUT + 2 * HOUR
    assert f"delivery.{phase}" in verbs(row)


def test_it_comes_back_once_however_often_it_is_looked_at(
    out: Delivery, network: Network, public: Public
) -> None:
    public.says["r1"] = None
    for after in AFTER:
        work(network, OUT + after)
    assert again(out).conversation.missing == 1
    assert verbs(out).count("delivery.gone") == 1


def test_visible_again_it_is_as_if_it_had_never_been_away(
    out: Delivery, network: Network, public: Public
) -> None:
    public.says["r1"] = None
    work(network, OUT + HOUR)
    assert Message.objects.get(remote_id="r1").gone_at is not None
    del public.says["r1"]
    work(network, OUT + 6 * HOUR)
    row = again(out)
    assert (row.visibility, row.missing_since) == ("visible", None)
    assert (row.conversation.missing, row.conversation.state, row.conversation.waiting_since) == (
        0,
        "waiting",
        None,
    )
    assert Message.objects.get(remote_id="r1").gone_at is None
    assert verbs(row)[-1] == "delivery.shown"


def test_who_wrote_meanwhile_goes_on_waiting_when_our_answer_is_back(
    out: Delivery, network: Network, public: Public
) -> None:
    public.says["r1"] = None
    work(network, OUT + HOUR)
    asked = OUT + 2 * HOUR
    builders.message(out.conversation, text="Und nun?", order_at=asked, received_at=asked)
    del public.says["r1"]
    work(network, OUT + 6 * HOUR)
    here = again(out).conversation
    assert (here.missing, here.state, here.waiting_since) == (0, "open", asked)


def test_who_waited_already_has_waited_since_then(out: Delivery, network: Network, public: Public) -> None:
    Conversation.objects.update(state="open", waiting_since=OUT, due_at=OUT + HOUR)
    public.says["r1"] = None
    work(network, OUT + HOUR)
    assert again(out).conversation.waiting_since == OUT
    del public.says["r1"]
    work(network, OUT + 6 * HOUR)
    assert again(out).conversation.waiting_since == OUT


def test_left_as_it_is_nobody_is_called_again(
    out: Delivery, network: Network, public: Public, who: Who
) -> None:
    public.says["r1"] = Seen("Es ist unterwegs.", V.HIDDEN)
    work(network, OUT + HOUR)
    correct.leave(who, out.public_id, now=OUT + 2 * HOUR)
    correct.leave(who, out.public_id, now=OUT + 2 * HOUR)
    row = again(out)
    assert (row.missing_since, row.visibility) == (None, "hidden")
    assert (row.conversation.missing, row.conversation.state) == (0, "waiting")
    assert verbs(row).count("delivery.left") == 1
    public.says["r1"] = None
    work(network, OUT + 6 * HOUR)
    row = again(out)
    assert (row.visibility, row.conversation.missing, row.conversation.state) == ("gone", 0, "waiting")


def test_a_guest_leaves_nothing(out: Delivery, elsewhere: Member) -> None:
    with pytest.raises(Declined, match="may_not"):
        correct.leave(builders.who(elsewhere), out.public_id)


def test_a_new_answer_deals_with_what_is_missing_once_it_is_out(
    out: Delivery, queued: Queued, network: Network, public: Public
) -> None:
    public.says["r1"] = None
    work(network, OUT + HOUR)
    new = queued(account=out.account, to=out.conversation, now=OUT + 2 * HOUR)
    assert again(out).conversation.missing == 1, "not before it is out"
    work(network, OUT + 3 * HOUR)
    assert again(new).state == "published"
    assert (again(out).missing_since, again(out).conversation.missing) == (None, 0)


def test_what_we_withdraw_ourselves_is_not_missed(
    out: Delivery, network: Network, public: Public, who: Who
) -> None:
    outbox.withdraw(who, out.public_id, why="Falsch", now=OUT)
    work(network, OUT + HOUR)
    row = again(out)
    assert (row.state, row.missing_since, row.read_next_at, row.conversation.missing) == (
        "withdrawn",
        None,
        None,
        0,
    )
    assert public.looks == []


def test_what_is_withdrawn_while_it_is_looked_at_is_not_missed(
    out: Delivery, network: Network, public: Public, who: Who
) -> None:
    public.says["r1"] = None
    public.during = lambda: outbox.withdraw(who, out.public_id, why="Falsch", now=OUT + HOUR)
    work(network, OUT + HOUR)
    row = again(out)
    assert (row.state, row.missing_since, row.conversation.missing) == ("withdrawn", None, 0)
