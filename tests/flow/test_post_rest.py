"""A post in parts of which only the first came out: the rest is a post of its own, wherever it goes."""

from dataclasses import replace

import pytest

from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, again, work
from tests.flow.posting import net_account, network, page
from zuruf import channels
from zuruf.core.capabilities import Length
from zuruf.core.people import Who
from zuruf.core.reply import DraftState
from zuruf.flow import outbox, post, post_off
from zuruf.store.models import Account, Conversation, Delivery, TalkPost

__all__ = ["net_account", "network", "page"]  # fixtures
FIRST, REST = "Die Werkstatt ist ab Montag wieder offen.", "Am Dienstag kommt die Musik dazu."


@pytest.fixture
def begun(
    db: None, network: Network, net_account: Account, who: Who, monkeypatch: pytest.MonkeyPatch
) -> Delivery:
    """The first of two parts is out, the second was recalled."""
    model = channels.kinds()["harmless"]

    def short(text: str) -> Length:
        return Length(len(text), 50, "characters")

    monkeypatch.setattr(model, "can", replace(channels.can("harmless"), length=short, thread=True))
    draft = post.begin(who, now=NOW)
    (done,) = post_off.send(who, draft, f"{FIRST}\n\n{REST}", [net_account.public_id], now=NOW)
    first = Delivery.objects.get(public_id=done.delivery)
    outbox.recall(who, Delivery.objects.get(follows=first).public_id, now=NOW)
    work(network, OUT)
    row = again(first)
    assert (row.state, row.draft.state, row.draft.text) == ("published", DraftState.WRITING, REST)
    return row


def test_what_is_out_stays_where_it_is_when_the_rest_goes_to_another_account(
    begun: Delivery, who: Who, page: Account, network: Network, net_account: Account
) -> None:
    post_off.send(who, begun.draft.public_id, REST, [page.public_id], now=OUT)
    assert Conversation.objects.get(pk=begun.conversation_id).account == net_account
    work(network, OUT.replace(hour=12))
    assert TalkPost.objects.count() == 1, "the public sees the rest on our own page"


def test_the_rest_is_a_conversation_of_its_own_on_the_same_account(
    begun: Delivery, who: Who, network: Network, net_account: Account
) -> None:
    (done,) = post_off.send(who, begun.draft.public_id, REST, [net_account.public_id], now=OUT)
    work(network, OUT.replace(hour=12))
    rest = again(Delivery.objects.get(public_id=done.delivery))
    assert rest.state == "published"
    assert rest.conversation_id != begun.conversation_id
    assert rest.conversation.root_id == rest.remote_id


def test_a_first_part_of_which_nobody_knows_keeps_its_conversation_too(
    begun: Delivery, who: Who, page: Account, net_account: Account
) -> None:
    ahead = {"root_id": "post:one", "state": "ahead"}
    Conversation.objects.filter(pk=begun.conversation_id).update(**ahead)
    Delivery.objects.filter(pk=begun.pk).update(state="unclear", remote_id="")
    post_off.send(who, begun.draft.public_id, REST, [page.public_id], now=OUT)
    assert Conversation.objects.get(pk=begun.conversation_id).account == net_account
