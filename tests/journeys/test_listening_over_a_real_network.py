"""Listening over a real PDS and AppView: what a stranger wrote is previewed, heard, looked up, and becomes a conversation."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings

from tests import builders
from tests.flow.test_listening_searches import wish
from tests.servers.pds import Pds
from zuruf.channels import _xrpc
from zuruf.core.listening import Author as Writer
from zuruf.core.listening_stream import Chunk
from zuruf.core.message import Author, Incoming
from zuruf.flow import accounts, hearing, listening_hits, listening_preview, listening_searches
from zuruf.flow.errors import Declined
from zuruf.flow.hearing import Ear, Place
from zuruf.store.models import Conversation, Heard, Member

pytestmark = [pytest.mark.django_db, pytest.mark.pds]
TEXT = "Mein Lastenradakku raucht beim Laden, weiß jemand Rat?"


def test_what_a_stranger_wrote_is_previewed_heard_and_answered_unless_it_is_gone(
    appview: Pds, second_pair: Member, settings: LazySettings
) -> None:
    settings.ALLOW_PRIVATE = ("localhost", "127.0.0.1")
    _xrpc.forget_sessions()
    who, us, stranger = builders.who(second_pair), appview.person("radwerk"), appview.person("stranger")
    link = appview.link(us)
    accounts.connect(who, "bluesky", link.settings, link.secrets)
    now = datetime.now(UTC)
    at = now.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    written = [appview.write(stranger, TEXT, langs=["de"], createdAt=at) for _ in range(2)]
    appview.settle()

    asked = wish(who, query='"Lastenradakku raucht" lang:de')
    found = listening_preview.preview(who, "", asked)
    assert [s.found for s in found.sources if s.kind == "search"] == [
        0
    ]  # the AppView takes quotes for letters
    found = listening_preview.preview(who, "", wish(who, query="Lastenradakku lang:de"))
    assert [(e.text, e.network) for e in found.examples] == [(TEXT, "bluesky")] * 2
    listening_searches.save(who, "", wish(who, query="Lastenradakku lang:de"))

    author = Author(stranger.did, stranger.handle)
    heard = [
        Incoming(w["uri"], author, TEXT, now, languages=("de",), ref={"uri": w["uri"], "cid": ""})
        for w in written
    ]
    chunk = Chunk(
        texts=[TEXT, TEXT], about=lambda _: (("de",), Writer(stranger.did)), whole=heard.__getitem__
    )
    assert (
        hearing.hear(Place("bluesky", "bluesky"), chunk, Ear("bluesky"), now=now + timedelta(seconds=1)) == 2
    )
    there, gone = (Heard.objects.get(remote_id=w["uri"]) for w in written)
    listening_hits.answer(who, there.public_id)
    message = Conversation.objects.get().messages.get()
    assert (message.text, message.ref["cid"]) == (TEXT, written[0]["cid"])  # as the network has it

    appview.delete(stranger, written[1]["uri"])
    appview.settle()
    with pytest.raises(Declined) as declined:
        listening_hits.answer(who, gone.public_id)
    assert declined.value.code == "gone_there"
    assert not Heard.objects.filter(pk=gone.pk).exists()
