"""Following a stream: nothing lost, nothing doubled, whatever the network does in between. Against a server of Jetstream's format."""

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from django.db import OperationalError

from tests.builders import NOW, account, conversation, member
from tests.servers.jetstream import V2, Stream, server
from zuruf.channels._socket import Socket
from zuruf.channels.jetstream import Jetstream
from zuruf.core.listening_stream import Chunk, Wire
from zuruf.flow import following, hearing, hearing_sweep
from zuruf.flow.clock import clock
from zuruf.flow.following import Follower
from zuruf.store.models import Conversation, Heard, ListeningSearch, ListeningStream, Message
from zuruf.store.queries import hearing as reading

pytestmark = pytest.mark.django_db
STREAMS: dict[str, Stream] = {}  # by the follower's token
CAME: WeakKeyDictionary[Wire, int] = WeakKeyDictionary()  # frames on each connection
LONGEST = 100.0  # seconds that the server may take


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stream]:
    monkeypatch.setattr(following, "PATIENCE", 0.2)
    frames = Socket.frames

    def counted(self: Socket, most: int, seconds: float) -> list[bytes]:
        found = frames(self, most, seconds)
        CAME[self] = CAME.get(self, 0) + len(found)
        return found

    monkeypatch.setattr(Socket, "frames", counted)
    with server() as running:
        yield running


def search(query: str = "akku", **over: Any) -> ListeningSearch:
    fields = {
        "name": "Akku",
        "purpose": "fault",
        "owner": member(),
        "created_at": NOW,
        "changed_at": NOW,
        **over,
    }
    return ListeningSearch.objects.create(query=query, **fields)


def follower(stream: Stream, path: str = "") -> Follower:
    """One that begins before all events."""
    made = Follower(Jetstream(f"ws://{stream.host}{path}", (stream.host,), appview=""))
    STREAMS[made.token] = stream
    ListeningStream.objects.get_or_create(
        name=made.source.name,
        defaults={"realm": "bluesky", "cursor": "1771999999000000" if not path else "1"},
    )
    return made


def until_quiet(one: Follower) -> None:
    """Step until all is read that the server sends on the connection that stands. Back-off is not waited for."""
    stream, until = STREAMS[one.token], monotonic() + LONGEST
    while monotonic() < until:
        with stream.more:
            said_all, sent = stream.said_all, stream.sent
        if said_all and one._wire is not None and CAME.get(one._wire, 0) == sent:
            return one.note(clock())
        one.step()
    raise AssertionError("the server never said all")


def heard() -> list[str]:
    return sorted(Heard.objects.values_list("text", flat=True))


@pytest.mark.both
@pytest.mark.parametrize("path", ["", V2])
def test_a_cut_in_the_middle_loses_nothing_and_doubles_nothing(stream: Stream, path: str) -> None:
    search()
    for n in range(40):
        stream.post(f"Akku {n:02}" if n % 2 else f"Rad {n:02}")
    stream.say(b'{"broken": ')
    stream.say(b"\xff\xfe")
    stream.events += stream.events[5:15]  # said again
    stream.cut_after[:] = [7, 1, 20]
    until_quiet(follower(stream, path))
    assert heard() == [f"Akku {n:02}" for n in range(1, 40, 2)]
    row = ListeningStream.objects.get()
    assert (row.hits, row.problem) == (20, "")
    assert row.broken >= 2
    again = follower(stream, path)  # another process, after the first has gone
    ListeningStream.objects.update(until=None)
    stream.post("Akku zuletzt")
    until_quiet(again)
    assert heard()[-1] == "Akku zuletzt"
    assert len(heard()) == 21


def test_what_was_read_while_the_database_was_away_is_read_again(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    search()
    stream.post("Akku eins")
    follow, really = follower(stream), hearing.hear
    until_quiet(follow)

    def away(*_: object, **__: Any) -> int:
        raise OperationalError("database is locked")

    monkeypatch.setattr(hearing, "hear", away)
    stream.post("Akku zwei")
    with pytest.raises(OperationalError):
        until_quiet(follow)
    monkeypatch.setattr(hearing, "hear", really)
    stream.post("Akku drei")
    until_quiet(follow)
    assert heard() == ["Akku drei", "Akku eins", "Akku zwei"]


def test_one_post_that_cannot_be_matched_takes_no_other_with_it(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    search()
    really = hearing.hear

    def picky(place: hearing.Place, chunk: Chunk, ear: hearing.Ear, **more: Any) -> int:
        if "Akku böse" in chunk.texts:
            raise ValueError("what nobody thought of")
        return really(place, chunk, ear, **more)

    monkeypatch.setattr(hearing, "hear", picky)
    for word in ("eins", "böse", "zwei", "drei"):
        stream.post(f"Akku {word}")
    until_quiet(follower(stream))
    assert heard() == ["Akku drei", "Akku eins", "Akku zwei"]


def test_what_is_deleted_there_is_deleted_here_and_what_is_edited_changes(stream: Stream) -> None:
    search()
    gone, kept, edited, lost = (stream.post(f"Akku {w}") for w in ("weg", "bleibt", "alt", "wird Rad"))
    theirs = stream.post("Akku von jemandem", did="did:plc:ben")
    follow = follower(stream)
    until_quiet(follow)
    assert len(heard()) == 5
    Heard.objects.filter(remote_id=kept).update(touched_at=NOW)
    stream.delete(gone)
    stream.post("Akku neu", rkey=edited.rpartition("/")[2], operation="update")
    stream.post("Rad", rkey=lost.rpartition("/")[2], operation="update")
    stream.account("did:plc:ben", "deleted")
    until_quiet(follow)
    assert heard() == ["Akku bleibt", "Akku neu"]
    stream.post("Rad, sonst nichts", rkey=kept.rpartition("/")[2], operation="update")
    until_quiet(follow)
    assert heard() == ["Akku neu", "Rad, sonst nichts"], "kept are her words as they are now"
    assert Heard.objects.get(remote_id=kept).places == []
    assert not Heard.objects.filter(remote_id=theirs).exists()


def test_what_is_deleted_there_after_it_became_a_conversation_is_gone_at_the_desk(stream: Stream) -> None:
    search(), search("rad")
    posts = [stream.post("Akku am Rad"), stream.post("Akku und Rad", did="did:plc:ben")]
    follow = follower(stream)
    until_quiet(follow)
    for post in posts:
        c = conversation(account("bluesky", realm="bluesky"), text="Akku")
        Message.objects.filter(conversation=c).update(remote_id=post, realm="bluesky")
        Heard.objects.filter(remote_id=post, search__query="akku").update(conversation=c, state="answered")
    stream.delete(posts[0])
    stream.account("did:plc:ben", "deleted")
    until_quiet(follow)
    assert [m.gone_at is not None for m in Message.objects.all()] == [True, True]
    assert not Heard.objects.exists()
    assert not Conversation.objects.exclude(waiting_since=None).exists()


@pytest.mark.both
def test_what_does_not_fit_into_a_field_takes_no_post_with_it(stream: Stream) -> None:
    search()
    far = "at://did:plc:x/app.bsky.feed.post/" + "1" * 600
    stream.post("Akku\x00 eins", reply={"parent": {"uri": far, "cid": "b\x00"}})
    two = stream.post("Akku zwei", langs=["x\x00" * 9])
    follow = follower(stream)
    until_quiet(follow)
    stream.post("Akku \x00drei", rkey=two.rpartition("/")[2], operation="update")
    until_quiet(follow)
    assert heard() == ["Akku  drei", "Akku  eins"]
    assert set(Heard.objects.values_list("parent_id_remote", flat=True)) == {""}


def test_a_hit_has_what_an_answer_needs_and_where_it_fits(stream: Stream) -> None:
    one = search()
    stream.post(
        "Mein Fahrradakku brennt",
        reply={"parent": {"uri": "at://did:plc:x/app.bsky.feed.post/1", "cid": "b"}},
    )
    stream.handle("did:plc:anna", "Anna.example")
    until_quiet(follower(stream))
    hit = Heard.objects.get()
    assert (hit.search_id, hit.channel, hit.realm, hit.language) == (one.pk, "bluesky", "bluesky", "de")
    assert (hit.author_id_remote, hit.author_handle) == ("did:plc:anna", "anna.example")
    assert hit.places == [[5, 16]]
    assert hit.ref["cid"] == "bafy0"
    assert hit.permalink.startswith("https://bsky.app/profile/did:plc:anna/post/")


def test_a_search_that_is_made_paused_or_deleted_counts_from_the_next_post_on(stream: Stream) -> None:
    first = search("rad")
    follow = follower(stream)
    until_quiet(follow)
    second = search()
    stream.post("Akku eins")
    until_quiet(follow)
    ListeningSearch.objects.filter(pk=second.pk).update(paused_at=NOW, changed_at=NOW + timedelta(1))
    stream.post("Akku zwei")
    until_quiet(follow)
    assert heard() == ["Akku eins"]
    ListeningSearch.objects.filter(pk=first.pk).update(gone_at=NOW)
    assert follow.step() > 1, "where nobody listens, nothing is read"
    assert ListeningStream.objects.get().until is None


def test_what_we_say_ourselves_is_not_heard(stream: Stream, monkeypatch: pytest.MonkeyPatch) -> None:
    search()
    account("bluesky", remote_id="did:plc:wir")
    stream.post("Unser Akku", did="did:plc:wir")
    stream.post("Euer Akku")
    follow = follower(stream)
    until_quiet(follow)
    assert heard() == ["Euer Akku"]
    monkeypatch.setattr(hearing, "OURS_EVERY", 0.0)
    account("bluesky", remote_id="did:plc:auch-wir")  # connected while a stream is read
    stream.post("Noch ein Akku von uns", did="did:plc:auch-wir")
    until_quiet(follow)
    assert heard() == ["Euer Akku"]


def test_one_follows_at_a_time(stream: Stream) -> None:
    search()
    stream.post("Akku")
    first, second = follower(stream), follower(stream)
    until_quiet(first)
    assert second.step() > 1
    assert len(stream.seen) == 1
    first.leave()
    assert second.step() == 0
    assert len(stream.seen) == 2


def test_trouble_is_noted_waits_longer_each_time_and_ends_by_itself(stream: Stream) -> None:
    search()
    stream.refuse[:] = [503, 503, 403]
    follow = follower(stream)
    assert [follow.step() for _ in range(3)] == [1.0, 2.0, 4.0]
    (flow,) = reading.flows(NOW)
    assert "403" in flow.problem
    assert flow.problem_since is not None
    stream.post("Akku")
    until_quiet(follow)
    assert heard() == ["Akku"]
    assert reading.flows(NOW)[0].problem == ""


def test_a_server_that_does_not_go_back_as_far_is_asked_for_what_it_has(stream: Stream) -> None:
    search()
    stream.refuse[:] = [400]
    follow = follower(stream, V2)
    ListeningStream.objects.update(cursor="5", event_at=NOW - timedelta(days=9))
    until_quiet(follow)
    assert "cursor=5" in stream.seen[0]
    assert len(stream.seen[1].rpartition("cursor=")[2]) == 16, "by time"
    assert reading.flows(NOW)[0].missed_at is not None


def test_a_private_address_is_not_called() -> None:
    search()
    follow = Follower(Jetstream("wss://127.0.0.1:9", (), appview=""))
    assert follow.step() > 0
    assert "not a public address" in ListeningStream.objects.get().problem


def test_what_nobody_touched_goes_after_the_retention_of_its_search(stream: Stream) -> None:
    search(), search("akku rot", retention_days=2)
    for text in ("Akku rot", "Akku"):
        stream.post(text)
    until_quiet(follower(stream))
    Heard.objects.update(heard_at=NOW)
    Heard.objects.filter(text="Akku").update(touched_at=NOW)
    assert hearing_sweep.sweep(now=NOW + timedelta(days=3)) == 1
    assert hearing_sweep.sweep(now=NOW + timedelta(days=31)) == 1
    assert heard() == ["Akku"]
    ListeningSearch.objects.update(gone_at=NOW)
    assert hearing_sweep.sweep(now=NOW + timedelta(days=32)) == 1
