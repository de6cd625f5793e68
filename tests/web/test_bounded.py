"""What is sent to us has an end, whoever sends it: nobody fills our disk with one request."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from zuruf.core.calling import LARGEST
from zuruf.flow import attachments
from zuruf.web import bounded

PIECE = b"x" * 1_000_000


def sent(path: str, pieces: int, *, announced: bool) -> tuple[list[int], int]:
    """The statuses that the visitor reads, and how many bytes of the body were taken in."""
    statuses: list[int] = []
    taken = 0
    headers = [(b"content-length", str(pieces * len(PIECE)).encode())] if announced else []
    body: Iterator[dict[str, Any]] = iter(
        {"type": "http.request", "body": PIECE, "more_body": n + 1 < pieces} for n in range(pieces)
    )

    async def receive() -> dict[str, Any]:
        return next(body)

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal taken
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            taken += len(message["body"])
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})

    scope = {"type": "http", "path": path, "headers": headers}
    asyncio.run(bounded.serve(app, scope, receive, send))
    return statuses, taken


@pytest.mark.parametrize("announced", [True, False])
def test_a_form_that_never_ends_is_refused_before_it_fills_the_disk(announced: bool) -> None:
    statuses, taken = sent("/sign-in/", 500, announced=announced)
    assert statuses == [413]
    assert taken <= bounded.FORM


def test_a_form_of_usual_size_is_taken() -> None:
    assert sent("/sign-in/", 2, announced=True) == ([200], 2 * len(PIECE))


def test_a_call_of_a_network_may_have_ten_megabytes_and_one_that_never_ends_is_refused() -> None:
    assert sent("/hook/23456789abcd/", 10, announced=True) == ([200], LARGEST)
    assert sent("/hook/23456789abcd/", 500, announced=False)[0] == [413]


def test_a_call_that_only_drips_is_ended_and_large_ones_leave_room_for_small_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounded, "MOST_LARGE", 2)
    statuses: list[int] = []
    told: list[str] = []

    async def call(*pieces: bytes) -> None:
        body = iter({"type": "http.request", "body": p, "more_body": True} for p in pieces[:-1])
        last = {"type": "http.request", "body": pieces[-1], "more_body": False}

        async def receive() -> dict[str, Any]:
            if (message := next(body, None)) is None and not pieces[-1]:
                await asyncio.Event().wait()  # the rest never comes
            return message or last

        async def send(message: Any) -> None:
            statuses.extend([message["status"]] if "status" in message else [])
            told.extend([json.loads(message["body"])["code"]] if message.get("body") else [])

        async def app(scope: Any, receive: Any, send: Any) -> None:
            while (message := await receive())["type"] != "http.disconnect":
                await asyncio.sleep(0)
                if not message["more_body"]:
                    await send({"type": "http.response.start", "status": 200, "headers": []})
                    return

        scope = {"type": "http", "path": "/hook/x/", "headers": [(b"accept", b"application/json")]}
        await bounded.serve(app, scope, receive, send)

    async def all_at_once() -> None:
        loop, passed = asyncio.get_running_loop(), [0.0]
        real = loop.time
        monkeypatch.setattr(loop, "time", lambda: real() + passed[0])
        dripping = [asyncio.ensure_future(call(PIECE, b"")) for _ in range(3)]
        await call(b"small", b"call")
        assert [one.done() for one in dripping] == [False, False, True]
        passed[0] += bounded.CALL_LASTS  # and not a second is waited for
        await asyncio.gather(*dripping)
        await call(PIECE, b"large")

    asyncio.run(all_at_once())
    assert sorted(statuses) == [200, 200, 408, 408, 503]
    assert sorted(told) == ["too_many", "too_slow", "too_slow"]
    assert statuses[-1] == 200, "who was turned away left room"


@pytest.mark.parametrize("where", ["attach", "post_attach"])
def test_where_pictures_are_attached_there_is_room_for_some_large_ones(where: str) -> None:
    assert bounded.FILES > 2 * attachments.LARGEST
    path = reverse(where, args=["abc"])
    assert sent(path, 60, announced=False) == ([200], 60 * len(PIECE))
    statuses, taken = sent(path, 500, announced=False)
    assert statuses == [413]
    assert taken <= bounded.FILES
