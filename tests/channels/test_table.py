"""The table of channels, and how others add to it."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import channel_table
import measure_table
import pytest

from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive
from zuruf.core.channel import Link


class Pigeon:
    name = "pigeon"
    can = Capabilities(receive=Receive.NONE, reply=False)

    def __init__(self, link: Link, http: object) -> None:
        self.link = link


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    channels._loaded.cache_clear()
    yield
    channels._loaded.cache_clear()


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, channels.GROUP)


def test_our_own_channels_are_there_in_their_order() -> None:
    assert list(channels.kinds())[:4] == ["talk", "bluesky", "feed", "import"]


def test_others_add_a_channel_by_an_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "_foreign", lambda: (entry("pigeon", f"{__name__}:Pigeon"),))

    assert channels.can("pigeon").receive is Receive.NONE
    assert isinstance(channels.make("pigeon", Link()), Pigeon)


def test_a_foreign_channel_that_cannot_be_loaded_is_left_out_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(channels, "_foreign", lambda: (entry("lost", "nowhere.at:All"),))

    with caplog.at_level(logging.ERROR):
        assert set(channels.kinds()) == set(channels.BUILT_IN)
    assert "lost" in caplog.text


def test_one_of_ours_that_cannot_be_loaded_is_named_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken_forum.py").write_text("class Discourse:\n    can = Capabilities(\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(channels.BUILT_IN, "discourse", "broken_forum:Discourse")

    assert set(channels.BUILT_IN) - set(channels.kinds()) == {"discourse"}
    assert channels.broken()["discourse"].startswith("SyntaxError: ")
    assert channels.can("discourse") is channels.NOTHING


def test_one_that_does_not_say_what_it_can_do_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "_foreign", lambda: (entry("path", "pathlib:Path"),))

    assert "path" not in channels.kinds()
    assert "Capabilities" in channels.broken()["path"]


def test_a_foreign_channel_never_replaces_ours(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(channels, "_foreign", lambda: (entry("talk", f"{__name__}:Pigeon"),))

    assert channels.kinds()["talk"] is not Pigeon
    assert "already there" in caplog.text


def test_an_unknown_channel_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        channels.make("carrier-owl", Link())


def test_asking_what_channels_can_do_loads_neither_network_nor_parser() -> None:
    code = (
        "import sys; from zuruf import channels; channels.kinds(); channels.make('feed', channels.Link());"
        "print([m for m in ('httpcore', 'ssl', 'feedparser', 'xml.etree.ElementTree') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert told.strip() == "[]"


def test_the_table_in_the_documents_is_the_one_that_the_channels_declare() -> None:
    page = channel_table.PAGE.read_text()

    assert page == channel_table.with_table(page), "run .venv/bin/python tools/channel_table.py"


def test_the_table_of_measures_in_the_documents_is_the_one_that_the_channels_declare() -> None:
    page = measure_table.PAGE.read_text()

    assert page == measure_table.with_table(page), "run .venv/bin/python tools/measure_table.py"
