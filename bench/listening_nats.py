"""Listening shared through NATS JetStream: how many events a second one publisher puts into the queue (stored on the server's disk,
with its check for what comes twice) and one reader takes out and acknowledges. Matching and the database are not in it."""

import time
from collections.abc import Iterator

from bench import Figure
from bench import listening_posts as posts
from tests.servers.nats import server
from zuruf.channels.jetstream import Jetstream
from zuruf.core.listening_stream import Chunk

EVENTS, AT_ONCE = 20_000, 1000  # frames at once as `flow.following` reads them


def run() -> Iterator[Figure]:
    from zuruf.ops.listening_nats import MOST, Publisher, Queue

    frames = list(posts.frames(list(posts.texts(EVENTS, 1))))
    with server() as url:
        queue = Queue(url)
        publisher = Publisher(Jetstream("wss://stream.example.org"), queue)
        began = time.perf_counter()
        for first in range(0, EVENTS, AT_ONCE):
            publisher.keep(frames[first : first + AT_ONCE], Chunk())
        put = time.perf_counter() - began
        began = time.perf_counter()
        taken = 0
        while taken < EVENTS:
            some = queue.get().take(MOST, 1.0)
            queue.get().done(some)
            taken += len(some)
        spent = time.perf_counter() - began
        queue.drop()
    data = f"{EVENTS} events of {sum(map(len, frames)) // EVENTS} bytes, one process, {AT_ONCE} and {MOST} at once"
    yield Figure("put into the shared queue", EVENTS / put, "events/s", data)
    yield Figure("taken out of it and acknowledged", EVENTS / spent, "events/s", data)
