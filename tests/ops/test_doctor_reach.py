"""What the doctor tries: the mail server, and the accounts' stored passwords."""

import shutil
import socket
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests import builders
from zuruf.classifiers import embedding
from zuruf.ops import doctor, doctor_reach
from zuruf.ops.finding import Level
from zuruf.store import keys


def test_a_mail_server_that_takes_a_connection_is_well(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as there:
        settings.EMAIL_HOST, settings.EMAIL_PORT = there.getsockname()
        assert [f.level for f in doctor_reach.mail()] == [Level.OK]


def test_a_mail_server_that_does_not_answer_is_named_with_what_to_look_at(settings: Any) -> None:
    with socket.socket() as there:  # which has a port and does not listen on it: nor does anybody else
        there.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = there.getsockname()
        (found,) = doctor_reach.mail()
    assert found.level is Level.LOOK
    assert f"127.0.0.1:{settings.EMAIL_PORT} does not answer" in found.what
    assert "EMAIL_URL" in found.mend


@pytest.mark.parametrize("offers", [True, False])
def test_a_mail_server_that_cannot_be_spoken_to_in_private_is_bad_and_says_what_to_write(
    settings: Any, offers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_reach, "PATIENCE", 100.0)
    with socket.create_server(("127.0.0.1", 0)) as there:
        settings.EMAIL_HOST, settings.EMAIL_PORT = there.getsockname()
        settings.EMAIL_USE_TLS = True
        answering = Thread(target=_greet, args=(there, offers))
        answering.start()
        (found,) = doctor_reach.mail()
        answering.join()
    assert found.level is (Level.OK if offers else Level.BAD)
    assert ("?tls=none" in found.mend) is not offers


def _greet(there: socket.socket, offers: bool) -> None:
    """One session of a mail server, as far as the doctor goes."""
    line, _ = there.accept()
    with line, line.makefile("rwb") as said:
        said.write(b"220 here\r\n")
        said.flush()
        said.readline()
        said.write(b"250-here\r\n250 STARTTLS\r\n" if offers else b"250 here\r\n")
        said.flush()
        said.readline()
        said.write(b"221 bye\r\n")


def test_whether_sentence_embeddings_are_on_is_said_where_they_are_installed(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(on: bool, there: bool) -> list[tuple[Level, bool]]:
        settings.EMBEDDINGS = on
        monkeypatch.setattr(embedding, "available", lambda: there)
        return [(f.level, " are on" in f.what) for f in doctor_reach.embeddings()]

    assert told(on=True, there=True) == [(Level.OK, True)]
    assert told(on=False, there=True) == [(Level.OK, False)]
    assert told(on=True, there=False) == [(Level.LOOK, True)]
    assert told(on=False, there=False) == [], "an extra that nobody asked for"


@pytest.mark.django_db
def test_passwords_that_no_key_opens_are_bad_and_named_by_their_account(
    tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path
    account = builders.account()
    account.secrets = keys.encrypt(tmp_path / "keys", "{}")
    account.save(update_fields=["secrets"])
    assert list(doctor_reach.passwords()) == []

    shutil.rmtree(tmp_path / "keys")  # as after a restore without them
    found = [f for f in doctor.examine() if f.level is Level.BAD]
    assert [f.what for f in found] == [f"the stored passwords of 1 account cannot be opened ({account.name})"]
    assert str(tmp_path / "keys") in found[0].mend
