"""How much room a text has where each instance has its own numbers and the channel puts something before an answer."""

import pytest

from tests import builders
from tests.builders import NOW
from zuruf import channels
from zuruf.core.capabilities import Length
from zuruf.core.channel import TryLater
from zuruf.core.guideline import Verdict
from zuruf.core.people import Who
from zuruf.flow import accounts, post, reply
from zuruf.store.models import Account, Conversation, Delivery, Member, Message
from zuruf.store.queries.accounts import measures

REF = {"id": "7", "acct": "rohrpost@other.example", "visibility": "public", "spoiler": "Zähler"}
BEFORE = len("Zähler\n@rohrpost ")
LONG = "Ein Satz, der etwas erklärt. " * 100


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    told = {"measures": {"characters": 1000, "link": 23, "media": 4}}
    made = builders.conversation(builders.account("mastodon", check_result=told))
    Message.objects.update(ref=REF)
    return made


def test_an_answer_has_the_room_of_its_own_server_less_what_stands_before_it(
    who: Who, here: Conversation
) -> None:
    length = reply.judge(who, here.public_id, "Ja", now=NOW).length

    assert length is not None
    assert (length.used, length.limit) == (BEFORE + len("Ja [AP]"), 1000)


def test_every_part_of_an_answer_fits_with_what_stands_before_it(who: Who, here: Conversation) -> None:
    reply.send(who, here.public_id, LONG, seen_answer_seq=0, now=NOW)

    sent = [row.payload["text"] for row in Delivery.objects.order_by("pk")]
    assert " ".join(sent) == f"{LONG.strip()} [AP]"
    assert len(sent) > 2
    assert max(len(text) for text in sent) <= 1000 - BEFORE
    assert max(len(text) for text in sent) > 500


def test_a_server_that_nobody_looked_at_yet_has_the_usual_room(who: Who, here: Conversation) -> None:
    Account.objects.update(check_result={})

    length = reply.judge(who, here.public_id, "Ja", now=NOW).length

    assert length is not None
    assert length.limit == 500


def test_a_post_of_our_own_has_nothing_before_it(who: Who, here: Conversation) -> None:
    draft = post.begin(who, now=NOW)
    stands = post.write(who, draft, "x" * 1000, [here.account.public_id], now=NOW)
    assert stands.verdict is Verdict.GO

    assert stands.on[0].judged.length == Length(1000, 1000)
    longer = post.write(who, draft, "x" * 1001, [here.account.public_id], now=NOW)
    assert [len(part) for part in longer.on[0].judged.parts] == [1000, 1]


def test_a_server_that_does_not_answer_keeps_its_numbers(
    here: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def later(self: object) -> None:
        raise TryLater("not now")

    monkeypatch.setattr(channels.kinds()["mastodon"], "check", later)
    runs = builders.who(builders.member(role="owner"))

    accounts.check(runs, here.account.public_id, now=NOW)

    assert measures(Account.objects.get().check_result)["characters"] == 1000


@pytest.mark.parametrize(
    "written", ["mastodon.example", "https://Mastodon.example", " https://mastodon.example/ "]
)
def test_a_server_is_one_network_however_it_is_written(written: str) -> None:
    assert accounts.realm_of("mastodon", {"server": written}) == accounts.realm_of(
        "mastodon", {"server": "https://mastodon.example/"}
    )
