"""What a process that listens says of handles it is not told: once, until that changes."""

import logging
import threading

import pytest

from zuruf.channels.jetstream import Jetstream
from zuruf.core.channel import TryLater
from zuruf.ops import listening
from zuruf.ops.listening import Ears


def test_a_server_that_tells_no_handles_is_named_once_until_it_changes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers: list[Exception | int] = []

    def asked(*_: object) -> int:
        said = answers.pop(0)
        if isinstance(said, Exception):
            raise said
        return said

    monkeypatch.setattr(listening, "name_authors", asked)
    caplog.set_level(logging.INFO, "zuruf.worker")
    ears = Ears(Jetstream("ws://127.0.0.1:1", appview=""), threading.Event())

    def told(*them: Exception | int) -> list[str]:
        caplog.clear()
        answers.extend(them)
        for _ in them:
            ears.names()
        return [one.getMessage() for one in caplog.records]

    refused = "Handles could not be looked up: refused"
    assert told(TryLater("refused"), TryLater("refused"), TryLater("refused")) == [refused]
    assert told(0, TryLater("refused")) == []  # nobody to ask for in between says nothing of the server
    assert told(TryLater("down")) == ["Handles could not be looked up: down"]
    assert told(2, 1) == ["Handles are looked up again"]
    assert told(TryLater("refused")) == [refused]
