"""A durable queue on a NATS server with JetStream: what one process puts in, each of many takes once, and what a dead one had
comes to another.

The client speaks asyncio; here it runs in a thread of its own, so that everything else stays synchronous. Nothing is acknowledged
before the database has it: `take`, commit, `done`. The server keeps what nobody has acknowledged, on disk, and drops what comes
twice with the same id within `SAME_WITHIN`; what comes later than that the database drops.
"""

import asyncio
import threading
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from nats.aio.msg import Msg

T = TypeVar("T")
STREAM, SUBJECT, GROUP = "zuruf-listening", "zuruf.listening", "matchers"
SAME_WITHIN = 600.0  # seconds in which the same id is the same event
KEPT_AT_MOST = 2 << 30  # bytes; when they are full the publisher waits, and the network keeps the rest
IN_FLIGHT = 2000  # events that all matchers together may hold
PATIENCE = 10.0  # seconds for one answer of the server


class Trouble(Exception):
    """The server does not answer as it should. The message is safe to show: no password."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One event to be put in. `id`: the same for the same event, whoever puts it in."""

    id: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """One event that is ours to work on until it is `done`. `seq`: its number in the queue; `again`: somebody had it before."""

    data: bytes
    seq: int
    again: bool
    message: "Msg"


class Bus:
    """One connection. Made with the server's address (nats://user:password@host:4222, tls://…). `again_after`: seconds after which
    what a matcher holds comes to another. Raises Trouble everywhere."""

    def __init__(self, url: str, *, again_after: float = 30.0) -> None:
        self._again_after = again_after
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bus", daemon=True)
        self._thread.start()
        self._pull: Any = None
        self._last: Exception | None = None
        try:
            self._do(self._open(url), PATIENCE)
        except Trouble:
            self._end()
            raise

    def put(self, pieces: Sequence[Piece]) -> int:
        """Put all of *pieces* in, in their order; returns when the server has them on its disk. How many it had already."""
        return self._do(self._put(pieces), PATIENCE + len(pieces) / 500) if pieces else 0

    def take(self, most: int, wait: float) -> list[Taken]:
        """Up to *most* events, the oldest first; at once if there are some, else after at most *wait* seconds."""
        return self._do(self._take(most, wait), wait + PATIENCE)

    def done(self, taken: Sequence[Taken]) -> None:
        """They are in the database: nobody else gets them. Lost on the way it only means that they come again."""
        self._do(self._done(taken), PATIENCE)

    def waiting(self) -> int:
        """How many events wait, with those that somebody holds."""
        return self._do(self._waiting(), PATIENCE)

    def close(self) -> None:
        with suppress(Trouble):
            self._do(self._nats.close(), PATIENCE)
        self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        if not self._loop.is_running():
            self._loop.close()

    def _do(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        from nats.errors import Error

        self._last = None
        promised = asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, seconds), self._loop)
        try:
            return promised.result(seconds + PATIENCE)
        except (Error, OSError, TimeoutError) as error:
            told = self._last if isinstance(error, TimeoutError) else None
            raise Trouble(_said(told or error)) from None

    async def _note(self, error: Exception) -> None:
        """What went wrong besides: the client would print it. Some answers of the server it only tells here."""
        self._last = error

    async def _open(self, url: str) -> None:
        import nats
        from nats.js.api import AckPolicy, ConsumerConfig, DiscardPolicy, RetentionPolicy, StreamConfig

        # A lost connection is not mended here: whoever uses it makes a new one, and knows what was not done.
        self._nats = await nats.connect(
            url,
            name="zuruf",
            connect_timeout=5,
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=0.2,
            error_cb=self._note,
        )
        self._js = self._nats.jetstream(timeout=PATIENCE)
        await self._made(
            StreamConfig(
                name=STREAM,
                subjects=[SUBJECT],
                retention=RetentionPolicy.WORK_QUEUE,  # what is done is gone
                discard=DiscardPolicy.NEW,  # a full queue makes the publisher wait; nothing is thrown away
                max_bytes=KEPT_AT_MOST,
                duplicate_window=SAME_WITHIN,
            )
        )
        group = ConsumerConfig(
            durable_name=GROUP,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=self._again_after,
            max_ack_pending=IN_FLIGHT,
            max_deliver=-1,
        )
        await self._js.add_consumer(STREAM, group)
        self._pull = await self._js.pull_subscribe_bind(durable=GROUP, stream=STREAM)

    async def _made(self, config: Any) -> None:
        """The stream is there as we need it, made by us or by whoever came first; an operator's own limits stay."""
        from nats.js.errors import BadRequestError, NotFoundError

        try:
            await self._js.stream_info(STREAM)
        except NotFoundError:
            try:
                await self._js.add_stream(config)
            except BadRequestError:  # two began at once, and the other was faster with another limit
                await self._js.stream_info(STREAM)

    async def _put(self, pieces: Sequence[Piece]) -> int:
        sent = [
            await self._js.publish_async(SUBJECT, one.data, stream=STREAM, headers={"Nats-Msg-Id": one.id})
            for one in pieces
        ]
        acks = [await one for one in sent]
        return sum(bool(ack.duplicate) for ack in acks)

    async def _take(self, most: int, wait: float) -> list[Taken]:
        try:
            found = await self._pull.fetch(most, timeout=wait)
        except TimeoutError:  # the client's own, or asyncio's: nothing came
            return []
        return [
            Taken(one.data, one.metadata.sequence.stream, one.metadata.num_delivered > 1, one)
            for one in found
        ]

    async def _done(self, taken: Sequence[Taken]) -> None:
        for one in taken:
            await one.message.ack()
        await self._nats.flush()

    async def _waiting(self) -> int:
        return int((await self._js.stream_info(STREAM)).state.messages)


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200] if str(error) else type(error).__name__
