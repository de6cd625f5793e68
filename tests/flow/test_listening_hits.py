"""What was heard is judged, answered through intake, kept, called not relevant, and each of it taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_listening_searches import why, wish
from tests.there import there
from zuruf import channels
from zuruf.channels._base import Base
from zuruf.core.capabilities import Capabilities, Receive
from zuruf.core.channel import NotConnected, TryLater
from zuruf.core.listening_stream import Chunk
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Role, Who
from zuruf.core.triage import Assessment, Subject
from zuruf.flow import hearing, listening_judge, listening_preview, listening_searches, triage
from zuruf.flow.hearing import Ear, Place
from zuruf.flow.listening_hits import KEPT, NOT_RELEVANT, answer, settle, undo
from zuruf.store.models import (
    AuditEntry,
    Conversation,
    Heard,
    ListeningSearch,
    Member,
    Message,
    MessageAssessment,
)
from zuruf.store.queries import listening_page

pytestmark = pytest.mark.django_db
KIM = Author("did:plc:kim", "kim.example", "Kim R.")


@dataclass
class Net:
    """A network with posts of anybody. `down`: it raises this; `blind`: it cannot look anything up."""

    posts: dict[str, Incoming] = field(default_factory=dict)
    down: Exception | None = None
    blind: bool = False
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Net:
    there = Net()

    class Open(Base):
        name = "bluesky"
        can = Capabilities(Receive.POLL, reply=True, searches=True, addressed=True)

        def search(self, words: str, since: datetime) -> Batch:
            there.asked.append(words)
            if there.down:
                raise there.down
            first = words.strip('"').split()[0].casefold()
            found = tuple(m for m in there.posts.values() if first in m.text.casefold())
            return Batch(incoming=found[:100], more=len(found) > 100)

        def look_up(self, remote_id: str) -> Incoming | None:
            if there.down or there.blind:
                raise there.down or TryLater("no AppView")
            return there.posts.get(remote_id)

    monkeypatch.setattr(channels, "kinds", lambda: {"bluesky": Open})
    return there


def post(n: int, text: str, at: datetime = NOW) -> Incoming:
    uri = f"at://did:plc:kim/app.bsky.feed.post/{n}"
    link = f"https://bsky.app/profile/did:plc:kim/post/{n}"
    return Incoming(uri, KIM, text, at, permalink=link, languages=("de",), ref={"uri": uri, "cid": f"c{n}"})


def heard(who: Who, net: Net, *texts: str) -> list[Heard]:
    """A search for batteries, and *texts* as the stream brought them."""
    listening_searches.save(who, "", wish(who, query="akku"), now=NOW)
    posts = [post(n, text) for n, text in enumerate(texts)]
    net.posts |= {p.remote_id: p for p in posts}
    chunk = Chunk(texts=list(texts), whole=posts.__getitem__)
    hearing.hear(Place("bluesky", "bluesky"), chunk, Ear("bluesky"), now=NOW)
    return list(Heard.objects.order_by("pk"))


def test_what_the_desk_may_keep_no_longer_does_not_come_back_by_listening(answers: Member, net: Net) -> None:
    text = "Der Akku ist leer"
    builders.message(
        builders.conversation(builders.account("bluesky", realm="bluesky")),
        realm="bluesky", remote_id=post(0, text).remote_id, text="", emptied_at=NOW,
    )  # fmt: skip
    assert [one.text for one in heard(builders.who(answers), net, text, f"{text}!")] == [f"{text}!"]


def test_an_answer_makes_a_conversation_that_is_hers_and_a_second_click_finds_it(who: Who, net: Net) -> None:
    builders.account("bluesky", realm="bluesky")
    (hit,) = heard(who, net, "Mein Akku wird heiß, was tun?")
    c = answer(who, hit.public_id, now=NOW)
    made = Conversation.objects.get(public_id=c)
    assert (made.owner_id, there(made.contact).name, made.messages.get().ref) == (who.id, "Kim R.", hit.ref)
    assert answer(who, hit.public_id, now=NOW) == c
    assert Message.objects.count() == 1
    hit.refresh_from_db()
    assert (hit.state, hit.touched_at, hit.search.right) == ("answered", NOW, 1)
    assert why(lambda: settle(who, hit.public_id, NOT_RELEVANT)) == "settled"
    assert why(lambda: undo(who, hit.public_id)) == "settled"
    assert AuditEntry.objects.get(verb="heard.answered").conversation == c


def test_what_cannot_be_answered_says_why_and_what_is_gone_there_is_gone_here(who: Who, net: Net) -> None:
    (hit,) = heard(who, net, "Mein Akku brummt")
    assert why(lambda: answer(who, hit.public_id)) == "no_account"
    ours = builders.account("bluesky", realm="bluesky")
    net.down = NotConnected("password changed")
    assert why(lambda: answer(who, hit.public_id)) == "unseen"
    Heard.objects.update(realm="x")
    assert why(lambda: answer(who, hit.public_id)) == "cannot_answer"
    Heard.objects.update(realm="bluesky")
    type(ours).objects.update(state="ok")
    net.down, net.posts = None, {}
    assert why(lambda: answer(who, hit.public_id)) == "gone_there"
    assert not Heard.objects.exists()
    assert not Conversation.objects.exists()


def test_a_server_that_cannot_look_up_leaves_what_was_heard(who: Who, net: Net) -> None:
    builders.account("bluesky", realm="bluesky")
    (hit,) = heard(who, net, "Mein Akku summt")
    net.blind = True
    c = Conversation.objects.get(public_id=answer(who, hit.public_id, now=NOW))
    assert c.messages.get().text == "Mein Akku summt"


def test_what_people_say_of_hits_counts_and_is_taken_back(who: Who, net: Net) -> None:
    one, two = heard(who, net, "Mein Akku summt", "Akku leer, Abend schön")
    settle(who, one.public_id, KEPT, now=NOW)
    settle(who, two.public_id, NOT_RELEVANT, now=NOW)
    assert why(lambda: settle(who, two.public_id, NOT_RELEVANT)) == "settled"
    search = ListeningSearch.objects.get()
    assert (search.right, search.wrong) == (1, 1)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.touched_at, two.touched_at) == (NOW, None)  # what is not relevant goes with the others
    settle(who, one.public_id, NOT_RELEVANT, now=NOW)
    undo(who, one.public_id, now=NOW)
    undo(who, two.public_id, now=NOW)
    search.refresh_from_db()
    assert (search.right, search.wrong) == (0, 0)
    assert why(lambda: undo(who, two.public_id)) == "settled"
    guest = replace(who, role=Role.PARTNER)
    assert why(lambda: settle(guest, one.public_id, KEPT)) == "not_allowed"


@pytest.mark.both
def test_what_is_edited_while_it_is_judged_is_judged_by_its_new_words(
    who: Who, net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hit,) = heard(who, net, "Akku. Schöner Tag am See!")
    new, assess = "Mein Akku brennt! Ich verklage euch, ihr Arschlöcher", triage.assess
    chunk = Chunk(texts=[new], whole=lambda _: post(0, new), edited={hit.remote_id})

    def edited_meanwhile(subjects: Sequence[Subject]) -> list[Assessment]:
        monkeypatch.setattr(triage, "assess", assess)
        hearing.hear(Place("bluesky", "bluesky"), chunk, Ear("bluesky"), now=NOW)
        return assess(subjects)

    monkeypatch.setattr(triage, "assess", edited_meanwhile)
    assert (listening_judge.step(now=NOW), listening_judge.step(now=NOW), listening_judge.step(now=NOW)) == (
        1,
        1,
        0,
    )
    hit.refresh_from_db()
    assert hit.text == new
    assert "legal" in {f["value"] for f in there(hit.findings) if f["label"] == "risk"}


def test_triage_judges_what_was_heard_once_and_what_deserves_an_answer_can_stand_first(
    who: Who, net: Net
) -> None:
    heard(
        who,
        net,
        "Akku. Schöner Tag am See!",
        "Mein Akku raucht, was soll ich jetzt tun?",
        "Ihr Arschlöcher mit eurem Akku",
    )
    assert listening_judge.step(now=NOW) == 3
    assert listening_judge.step(now=NOW) == 0
    public_id = ListeningSearch.objects.get().public_id
    texts = [h.text for h in listening_page.hits(public_id, "", deserving=True).shown]
    assert texts.index("Mein Akku raucht, was soll ich jetzt tun?") < texts.index("Akku. Schöner Tag am See!")
    assert [h.veiled for h in listening_page.hits(public_id, "", deserving=False).shown] == [
        True,
        False,
        False,
    ]
    view = listening_page.search(public_id, NOW)
    assert view
    assert (view.week, view.fresh, view.last_at) == (3, 3, NOW)


def test_a_preview_counts_by_day_what_is_stored_and_what_the_network_has_and_keeps_nothing(
    who: Who, net: Net
) -> None:
    builders.account("bluesky", realm="bluesky", name="Radwerk")
    builders.conversation(text="Mein Akku ist da", waiting_since=NOW)
    net.posts = {str(n): post(n, "Akku brennt", NOW - timedelta(days=n)) for n in range(3)}
    found = listening_preview.preview(who, "", wish(who, query='akku -"schöner tag"'), now=NOW)
    assert net.asked == ["akku"]
    assert [n for _day, n in found.days] == [2, 1, 1, 0, 0, 0, 0]
    assert [(s.kind, s.found) for s in found.sources] == [("written", 1), ("heard", 0), ("search", 3)]
    assert (round(4 / 7, 1), "") == (found.rate.a_day, found.rate.warns)
    assert len(found.examples) == 4
    assert not Heard.objects.exists()
    assert listening_preview.preview(who, "", wish(who, query="zeppelin"), now=NOW).rate.warns == "none"

    net.posts = {str(n): post(n, "Akku brennt", NOW - timedelta(minutes=n)) for n in range(101)}
    many = listening_preview.preview(who, "", wish(who, query="akku"), now=NOW).rate
    assert (many.at_least, many.warns) == (True, "many")
    net.down = TryLater("busy")
    found = listening_preview.preview(who, "", wish(who, query="akku"), now=NOW)
    assert found.sources[-1].problem == "busy"


def test_a_hit_that_became_a_conversation_was_found_by_listening_and_not_written_to_us(
    who: Who, net: Net
) -> None:
    builders.account("bluesky", realm="bluesky")
    (hit,) = heard(who, net, "Mein Akku wird heiß, was tun?")
    c = answer(who, hit.public_id, now=NOW)
    found = MessageAssessment.objects.get(message__conversation__public_id=c).findings
    codes = {r["code"] for f in found for r in f["reasons"]}
    assert "heard" in codes
    assert "direct" not in codes
