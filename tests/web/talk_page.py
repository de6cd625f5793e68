"""What the tests of our own page share: words written just now, words that were removed, a form that is sent."""

from datetime import timedelta
from typing import Any

from django.test import Client

from tests import builders
from tests.flow.talking import write
from tests.web.response import Response
from zuruf.flow import moderation, talk_guard
from zuruf.flow.clock import clock
from zuruf.flow.talk import Posted
from zuruf.store.models import Member


def now_written(text: str = "When does my spare part come?", **more: Any) -> Posted:
    return write(text, at=clock(), **more)


def removed(posted: Posted, by: Member, quote: str = "") -> None:
    moderation.remove(builders.who(by), posted.public_id, "No insults", "It names a person.", quote=quote)


def send(
    client: Client, path: str = "/talk/", text: str = "When does my spare part come?", **more: Any
) -> Response:
    token = talk_guard.open_form(now=clock() - timedelta(minutes=1))
    return client.post(path, {"token": token, "text": text, **more})
