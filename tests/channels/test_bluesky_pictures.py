"""Pictures on Bluesky, against a real PDS on loopback: they lie in the record, and a repeat is the same record."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.channels.real import channel, ref, reply
from tests.servers.loopback import Loopback, Reply, Request, forward, loopback
from tests.servers.pds import Pds, Person
from zuruf.channels import _bluesky_pictures, _xrpc
from zuruf.core.channel import Media, Outgoing, Refused, TryLater, Unknown

pytestmark = pytest.mark.pds


@pytest.fixture(autouse=True)
def restarted() -> None:
    _xrpc.forget_sessions()


@pytest.fixture(scope="module")
def us(pds: Pds) -> Person:
    return pds.person("bilderhaus")


@pytest.fixture(scope="module")
def asker(pds: Pds) -> Person:
    return pds.person("bilderfrage")


@pytest.fixture
def picture(tmp_path: Path) -> Media:
    return _picture(tmp_path, "darkred")


def _picture(folder: Path, colour: str, form: str = "JPEG") -> Media:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, form)
    place = folder / f"{colour}.{form}"
    place.write_bytes(out.getvalue())
    sha256 = hashlib.sha256(out.getvalue()).hexdigest()
    alt = f"Eine Fläche in {colour}"
    return Media(sha256, f"image/{form.lower()}", len(out.getvalue()), place.name, alt, 60, 40, str(place))


@contextmanager
def counting(pds: Pds, lost: str = "") -> Iterator[tuple[Loopback, list[str]]]:
    """A proxy that notes what is asked, and loses the first answer to *lost* after the server did its work."""
    asked: list[str] = []

    def script(request: Request) -> Reply:
        asked.append(request.path.rpartition("/")[2])
        answer = forward(request, pds.url)
        return (
            replace(answer, how="close")
            if lost and asked.count(lost) == 1 == asked[-1:].count(lost)
            else answer
        )

    with loopback(script) as proxy:
        yield proxy, asked


def test_pictures_lie_in_the_record_with_words_and_shape(
    pds: Pds, us: Person, asker: Person, tmp_path: Path
) -> None:
    net = channel(pds, us)
    media = tuple(_picture(tmp_path, colour, form) for colour, form in (("darkred", "JPEG"), ("navy", "PNG"), ("teal", "WEBP")))  # fmt: skip
    sent = replace(reply(net, ref(pds.write(asker, "Wie sieht es aus?")), "pictures", "So."), media=media)
    receipt = net.publish(sent)

    (record,) = [r for r in pds.records(us) if r["uri"] == receipt.remote_id]
    embed = record["value"]["embed"]
    assert embed["$type"] == "app.bsky.embed.images"
    assert [i["alt"] for i in embed["images"]] == [m.alt for m in media]
    assert [i["image"]["mimeType"] for i in embed["images"]] == [m.mime for m in media]
    assert [i["image"]["size"] for i in embed["images"]] == [m.size for m in media]
    assert all(i["aspectRatio"] == {"width": 60, "height": 40} for i in embed["images"])


def test_the_very_same_answer_again_uploads_again_and_is_one_record(
    pds: Pds, us: Person, asker: Person, picture: Media
) -> None:
    to = ref(pds.write(asker, "Noch einmal?"))
    net = channel(pds, us)
    sent = replace(reply(net, to, "pictures-again", "Einmal mit Bild."), media=(picture,))
    receipts = [net.publish(sent), net.publish(sent)]
    _xrpc.forget_sessions()
    receipts.append(channel(pds, us).publish(sent))

    assert len({(r.remote_id, r.ref["cid"]) for r in receipts}) == 1
    assert [r["value"]["text"] for r in pds.records(us)].count("Einmal mit Bild.") == 1


def test_a_repeat_after_a_lost_answer_gives_one_record(
    pds: Pds, us: Person, asker: Person, picture: Media
) -> None:
    to = ref(pds.write(asker, "Verloren mit Bild?"))
    with counting(pds, "com.atproto.repo.putRecord") as (proxy, asked):
        net = channel(pds, us, proxy.url)
        sent = replace(reply(net, to, "picture-lost", "Die Antwort ging verloren."), media=(picture,))
        with pytest.raises(Unknown):
            net.publish(sent)
        found, receipt = net.find(sent), net.publish(sent)

    assert found is not None
    assert (found.remote_id, found.ref["cid"]) == (receipt.remote_id, receipt.ref["cid"])
    assert asked.count("com.atproto.repo.uploadBlob") == 2
    assert [r["value"]["text"] for r in pds.records(us)].count("Die Antwort ging verloren.") == 1


def test_an_upload_of_which_nobody_heard_is_no_doubt_about_the_answer(
    pds: Pds, us: Person, asker: Person, picture: Media
) -> None:
    to = ref(pds.write(asker, "Hochgeladen?"))
    with counting(pds, "com.atproto.repo.uploadBlob") as (proxy, asked):
        net = channel(pds, us, proxy.url)
        sent = replace(reply(net, to, "upload-lost", "Hochladen verloren."), media=(picture,))
        with pytest.raises(TryLater):
            net.publish(sent)
        assert "com.atproto.repo.putRecord" not in asked
        assert net.publish(sent).remote_id
    assert [r["value"]["text"] for r in pds.records(us)].count("Hochladen verloren.") == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"size": 1_000_001}, "file_too_large"),
        ({"mime": "image/gif"}, "file_not_taken"),
        ({"alt": "x" * 2001}, "alt_too_long"),
        ({"sha256": "0" * 64}, "damaged"),
        ({"path": "/nowhere"}, "missing"),
    ],
)
def test_what_the_network_would_not_take_is_refused_before_any_request(
    pds: Pds, us: Person, picture: Media, change: dict[str, Any], why: str
) -> None:
    with counting(pds) as (proxy, asked):
        net = channel(pds, us, proxy.url)
        broken = replace(picture, **change)
        with pytest.raises(Refused, match=why):
            net.publish(replace(_post(), media=(broken,)))
        with pytest.raises(Refused, match="too_many_files"):
            net.publish(replace(_post(), media=(picture,) * 5))
    assert asked == []


def test_uploads_that_take_too_long_end_before_the_claim_does(
    pds: Pds, us: Person, picture: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_bluesky_pictures, "UPLOADS", -1.0)
    with pytest.raises(TryLater, match="too slowly"):
        channel(pds, us).publish(replace(_post(), media=(picture,)))


def _post() -> Outgoing:
    from tests.channels.real import AT

    return Outgoing("picture-post", "Ein Bild.", AT, "3lgwdn7vq2c2a")
