"""A deadline that a test brings about, instead of one that passes while it waits: so no slow machine meets it too early."""

import threading

import httpcore
import pytest

from zuruf.channels import _guard

LOOK = 0.02  # seconds between two looks whether the time is up


@pytest.fixture
def time_is_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Once it is set, whatever is being read from a network has met its deadline. A server that keeps somebody waiting sets it when
    it has the request."""
    up, read = threading.Event(), _guard.Wire.read

    def look(self: _guard.Wire, max_bytes: int, timeout: float | None = None) -> bytes:
        while not up.is_set():
            try:
                return self._stream.read(max_bytes, self._trip.left(LOOK))
            except httpcore.ReadTimeout:
                self._trip.left()  # raises it once more when that was the deadline itself
        self._trip.until = 0.0
        return read(self, max_bytes, timeout)

    monkeypatch.setattr(_guard.Wire, "read", look)
    return up
