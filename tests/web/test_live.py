"""The live stream, driven as a server drives it: ASGI messages in, ASGI messages out."""

import asyncio
import json
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from tests import builders
from tests.browser.conftest import sign_in_cookie
from tests.builders import NOW
from zuruf.asgi import application
from zuruf.core.people import Who
from zuruf.store import changes
from zuruf.store.changes import Position, announce
from zuruf.store.models import Member
from zuruf.web import live, live_door

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 100.0  # seconds for what another thread is to do


class Stream:
    """An open stream: what came, and a way to leave."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def next(self) -> MutableMapping[str, Any]:
        return await asyncio.wait_for(self.sent.get(), PATIENCE)

    async def event(self) -> tuple[str, list[list[str]]]:
        """Id and data of the next change."""
        while True:
            lines = (await self.next()).get("body", b"").decode().splitlines()
            if "event: change" in lines:
                at, data = lines[lines.index("event: change") + 1 :][:2]
                return at.removeprefix("id: "), json.loads(data.removeprefix("data: "))


@asynccontextmanager
async def opened(
    cookie: str = "", after: str = "", queue: str = "", others: str = "", **headers: str
) -> AsyncIterator[Stream]:
    """*cookie*: her session; *others*: cookies that the browser sends before it."""
    stream = Stream()
    sent = {"cookie": f"{others}{settings.SESSION_COOKIE_NAME}={cookie}", **headers}
    scope: Any = {
        "type": "http",
        "path": "/live/",
        "method": "GET",
        "query_string": f"after={after}&queue={queue}&lang=en".encode(),
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in sent.items()],
    }
    task = asyncio.ensure_future(application(scope, stream.inbox.get, stream.sent.put))
    try:
        yield stream
    finally:
        await stream.inbox.put({"type": "http.disconnect"})
        await asyncio.wait_for(task, PATIENCE)


@pytest.fixture(autouse=True)
def own_hub(monkeypatch: pytest.MonkeyPatch) -> Any:
    hub = live.Hub()
    monkeypatch.setattr(live, "hub", hub)
    monkeypatch.setattr(live, "READY_WITHIN", PATIENCE)
    yield
    hub.stop()
    if hub._watcher is not None:
        hub._watcher.join(PATIENCE)
        assert not hub._watcher.is_alive()


def run(scene: Callable[[], Any]) -> None:
    asyncio.run(scene())
    connections.close_all()


async def said(kind: str, thing: str) -> None:
    await live.in_thread(lambda: announce(kind, [thing], NOW))


def test_a_change_reaches_an_open_desk_after_its_commit(answers: Member) -> None:
    cookie = sign_in_cookie(answers)

    async def scene() -> None:
        async with opened(cookie) as stream:
            start = await stream.next()
            assert (start["status"], dict(start["headers"])[b"cache-control"]) == (200, b"no-store")
            await _watching()
            await said("conversation", "abc")
            at, data = await stream.event()
            assert data == [["conversation", "abc"]]
            assert Position.read(at) is not None

    run(scene)


def test_who_lost_the_connection_hears_what_was_missed(answers: Member) -> None:
    cookie = sign_in_cookie(answers)

    async def scene() -> None:
        async with opened(cookie) as stream:
            await _watching()
            await said("conversation", "first")
            at, _data = await stream.event()
        await said("conversation", "second")
        async with opened(cookie, last_event_id=at) as stream:
            _at, data = await stream.event()
            assert data == [["conversation", "second"]]

    run(scene)


def test_a_list_that_lost_the_connection_gets_every_line_that_it_missed(answers: Member) -> None:
    cookie = sign_in_cookie(answers)
    c = builders.conversation(text="Ist da jemand?")

    async def lines(stream: Stream) -> dict[str, Any]:
        while True:
            said = (await stream.next()).get("body", b"").decode()
            if said.startswith("event: rows"):
                assert "event: change" in said, "the position is told with the lines, not before"
                found: dict[str, Any] = json.loads(said.splitlines()[1].removeprefix("data: "))
                return found

    async def scene() -> None:
        async with opened(cookie, queue="us") as stream:
            await _watching()
            await said("conversation", "elsewhere")
            assert (await lines(stream))["gone"] == ["elsewhere"]
            await said("presence", "seen")
            at, _data = await stream.event()
        await said("conversation", c.public_id)
        async with opened(cookie, queue="us", last_event_id=at) as stream:
            (line,) = (await lines(stream))["rows"]
            assert "Ist da jemand?" in line

    run(scene)


def test_what_comes_close_together_goes_out_together(answers: Member) -> None:
    cookie = sign_in_cookie(answers)
    things, pause = [f"thing-{n}" for n in range(5)], threading.Event()

    async def scene() -> None:
        async with opened(cookie) as stream:
            await _watching()
            live.hub.rest = lambda _worked: bool(pause.wait(PATIENCE))  # type: ignore[assignment,method-assign]  # of a hub of its own
            await said("conversation", "first")
            assert (await stream.event())[1] == [["conversation", "first"]]
            for thing in things:
                await said("conversation", thing)
            pause.set()
            assert (await stream.event())[1] == [["conversation", thing] for thing in things]

    run(scene)


def test_who_may_do_something_else_from_now_on_sits_there_with_that(answers: Member) -> None:
    cookie = sign_in_cookie(answers)

    async def scene() -> None:
        async with opened(cookie, queue="us") as stream:
            await _watching()
            await live.in_thread(lambda: Member.objects.filter(pk=answers.pk).update(role="partner"))
            await said("member", answers.public_id)
            await said("conversation", "any")
            await stream.event()
            assert [desk.seat and desk.seat.who.role for desk in live.hub.desks] == ["partner"]

    run(scene)


def test_what_changed_while_the_page_was_on_its_way_is_heard(answers: Member) -> None:
    cookie = sign_in_cookie(answers)

    async def scene() -> None:
        async with opened(cookie) as stream:
            await _watching()
            await said("conversation", "shown")
            at, _data = await stream.event()
        await said("conversation", "in between")
        async with opened(cookie, after=at) as stream:
            _at, data = await stream.event()
            assert data == [["conversation", "in between"]]

    run(scene)


def test_what_changed_while_the_watcher_was_not_there_yet_is_heard(
    answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie, watch, missed = sign_in_cookie(answers), changes.watch, live.missed

    def slow(*given: Any) -> None:
        time.sleep(0.3)
        watch(*given)

    def looked(read: Position, *of: Any) -> bytes:
        found = missed(read, *of)
        announce("conversation", ["just then"], NOW)
        return found

    monkeypatch.setattr(changes, "watch", slow)
    monkeypatch.setattr(live, "missed", looked)

    def late(last: Callable[[], Position] = changes.last) -> Position:
        time.sleep(0.2)
        return last()

    monkeypatch.setattr(changes, "last", late)

    async def scene() -> None:
        async with opened(cookie, after="0.0") as stream:
            _at, data = await stream.event()
            assert data == [["conversation", "just then"]]

    run(scene)


def test_what_changes_while_the_database_is_away_is_heard_when_it_is_back(
    answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie, watch, tries = sign_in_cookie(answers), changes.watch, count()

    def stumbles(*given: Any) -> None:
        if not next(tries):
            announce("conversation", ["meanwhile"], NOW)
            raise OperationalError
        watch(*given)

    monkeypatch.setattr(changes, "watch", stumbles)

    async def scene() -> None:
        async with opened(cookie) as stream:
            _at, data = await stream.event()
            assert data == [["conversation", "meanwhile"]]

    run(scene)


def test_nobody_listens_without_being_signed_in(db: None) -> None:
    async def scene() -> None:
        async with opened("made-up") as stream:
            assert (await stream.next())["status"] == 403
            assert json.loads((await stream.next())["body"])["error"] == "sign in first"

    run(scene)


def test_who_is_deactivated_is_cut_off(answers: Member) -> None:
    cookie = sign_in_cookie(answers)

    async def scene() -> None:
        async with opened(cookie) as stream:
            await _watching()
            await live.in_thread(lambda: Member.objects.filter(pk=answers.pk).update(is_active=False))
            await said("member", answers.public_id)
            while (await stream.next()).get("more_body", True):
                pass

    run(scene)


def test_who_signed_out_is_cut_off_also_after_the_database_was_away(
    answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie, reader, looks = sign_in_cookie(answers), live_door.reader, count()

    def stumbles(session: str) -> Who | None:
        match next(looks):
            case 0:  # as the stream opens
                return reader(session)
            case 1:
                raise OperationalError
        return None

    monkeypatch.setattr(live, "HEARTBEAT", 0.01)
    monkeypatch.setattr(live_door, "reader", stumbles)

    async def scene() -> None:
        async with opened(cookie) as stream:
            while (await stream.next()).get("more_body", True):
                pass

    run(scene)


def test_a_cookie_of_another_service_on_the_same_host_hides_no_session(answers: Member) -> None:
    """As every other page reads them: browsers send what no standard allows."""
    cookie = sign_in_cookie(answers)

    async def scene() -> None:
        for before in ('basket={"things":[1, 2]}; ', "name=Jörg; ", "flag; ", "a b=c; "):
            async with opened(cookie, others=before) as stream:
                assert (await stream.next())["status"] == 200, before

    run(scene)


def test_streams_end_at_once_when_the_process_is_asked_to_end(answers: Member) -> None:
    cookie = sign_in_cookie(answers)

    async def scene() -> None:
        async with opened(cookie) as stream:
            await _watching()
            live.hub.stop()
            while (await stream.next()).get("more_body", True):
                pass

    run(scene)


def test_a_desk_that_does_not_keep_up_is_told_to_look_at_everything() -> None:
    async def scene() -> None:
        desk = live.Desk("session", "member")
        for n in range(live.BACKLOG + 1):
            desk.put(b"event: change\nid: 0.%d\ndata: []\n\n" % n)
        assert (await desk.queue.get() or b"").startswith(b"event: resync")
        assert desk.queue.qsize() == 1

    asyncio.run(scene())


async def _watching() -> None:
    """The stream is open and its hub's watcher has begun to read."""
    while not live.hub.desks or not live.hub.ready.is_set():
        await asyncio.sleep(0.01)


def test_a_position_reads_what_it_writes_and_nothing_else() -> None:
    assert Position.read(str(Position(3, 17))) == Position(3, 17)
    unread = ("", "17", "a.b", "-1.4", "1.2.3", ".3", "3.", f"0.{2**63}", f"{2**63}.0")
    assert [Position.read(text) for text in unread] == [None] * 9


def test_a_member_without_desk_rights_may_listen(elsewhere: Member) -> None:
    cookie = sign_in_cookie(elsewhere)

    async def scene() -> None:
        async with opened(cookie) as stream:
            assert (await stream.next())["status"] == 200

    run(scene)
    assert builders.who(elsewhere).role == "guest"


def test_the_first_signal_ends_the_streams_and_then_does_what_it_did_before(answers: Member) -> None:
    cookie = sign_in_cookie(answers)
    heard: list[int] = []
    usual = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))

    async def scene() -> None:
        inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        told: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
        begins: Any = {"type": "lifespan"}
        life = asyncio.ensure_future(application(begins, inbox.get, told.put))
        await inbox.put({"type": "lifespan.startup"})
        assert (await told.get())["type"] == "lifespan.startup.complete"
        async with opened(cookie) as stream:
            await _watching()
            signal.raise_signal(signal.SIGTERM)
            while (await stream.next()).get("more_body", True):
                pass
        await inbox.put({"type": "lifespan.shutdown"})
        await asyncio.wait_for(life, PATIENCE)

    try:
        run(scene)
    finally:
        for number, handler in usual.items():
            signal.signal(number, handler)
    assert heard == [signal.SIGTERM]
