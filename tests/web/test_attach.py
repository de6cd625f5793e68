"""Pictures over HTTP: attached with and without script, served to whom they are meant for and as nothing but pictures."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.flow.test_goes import picture
from zuruf.flow import outbox
from zuruf.store.models import Attachment, Conversation, Delivery, Draft, Member

Signed = Callable[[Member], Client]
SCRIPT = {"Accept": "application/json", "Accept-Language": "en"}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


@pytest.fixture
def client(answers: Member, client_of: Signed) -> Client:
    return client_of(answers)


def file(name: str = "akku.png", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data)


def attach(
    client: Client, here: Conversation, *files: SimpleUploadedFile, script: bool = True, **form: str
) -> Any:
    return client.post(
        f"/c/{here.public_id}/attach",
        {"text": "Ja.", **form, "file": list(files)},
        headers=SCRIPT if script else {},
    )


def test_a_script_gets_the_list_of_files_and_the_verdict(client: Client, here: Conversation) -> None:
    said = attach(client, here, file(), file("b.png", picture("navy"))).json()
    assert said["attached"].count('class="file"') == 2
    assert (said["state"], said["told"]) == ("go", "")
    assert Draft.objects.get().text == "Ja."


def test_without_script_the_text_and_the_hour_are_kept_and_the_page_comes_back(
    client: Client, here: Conversation
) -> None:
    wall = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")
    answer = attach(client, here, file(), script=False, when="own", at=wall)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "akku.png" in page
    assert "Ja.</textarea>" in page
    assert f'value="{wall}"' in page


@pytest.mark.parametrize("script", [True, False])
def test_one_that_is_not_taken_is_named_and_those_before_it_stay(
    client: Client, here: Conversation, script: bool
) -> None:
    answer = attach(client, here, file(), file("<b>.pdf", b"%PDF-1.7"), script=script)
    assert answer.status_code == 409
    told = answer.json()["said"] if script else answer.content.decode()
    assert ("<b>.pdf" if script else "&lt;b&gt;.pdf") in told
    assert Attachment.objects.count() == 1


def test_what_was_changed_about_a_picture_is_said(client: Client, here: Conversation) -> None:
    said = attach(client, here, file("weit.png", picture(size=(3000, 100)))).json()
    assert said["told"] == "weit.png: made smaller, as this channel takes it."


def test_buttons_of_a_picture_keep_what_was_written(client: Client, here: Conversation) -> None:
    attach(client, here, file(), file("b.png", picture("navy")))
    first, second = Attachment.objects.order_by("position")
    form = {"text": "Ja, gern.", f"alt-{first.public_id}": "Grün", "do": "earlier"}
    client.post(f"/c/{here.public_id}/attached/{second.public_id}", form)
    assert [a.name for a in Attachment.objects.order_by("position")] == ["b.png", "akku.png"]
    client.post(f"/c/{here.public_id}/attached/{second.public_id}", {**form, "do": "remove"})
    kept = Attachment.objects.get()
    assert (kept.alt, Draft.objects.get().text) == ("Grün", "Ja, gern.")


def test_the_check_without_script_keeps_everything_and_sends_nothing(
    client: Client, here: Conversation
) -> None:
    answer = client.post(f"/c/{here.public_id}/check", {"text": "Ja.", "when": ""})
    assert answer.status_code == 302
    assert Draft.objects.get().text == "Ja."
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("when", "at", "said"), [("own", "", "no date and time"), ("2020-01-01T09:00", "", "hour is over")])  # fmt: skip
def test_an_hour_that_cannot_be_is_said_before_sending_and_when_sending(
    client: Client, here: Conversation, when: str, at: str, said: str
) -> None:
    form = {"text": "Ja.", "when": when, "at": at, "seen": "0"}
    verdict = client.post(f"/c/{here.public_id}/verdict", form, headers=SCRIPT).json()
    assert verdict["state"] == "stop"
    assert said in verdict["why"]
    sent = client.post(f"/c/{here.public_id}/reply", form, headers=SCRIPT)
    assert sent.status_code == 409
    assert said in sent.json()["told"]
    assert not Delivery.objects.exists()


def test_a_picture_is_for_the_desk_until_it_is_out_and_for_everybody_then(
    client: Client, here: Conversation
) -> None:
    attach(client, here, file())
    key, public = Attachment.objects.get().public_id, Client()
    assert client.get(f"/files/{key}").status_code == 200
    assert public.get(f"/files/{key}").status_code == 302
    assert public.get(f"/talk/file/{key}").status_code == 404
    client.post(f"/c/{here.public_id}/reply", {"text": "Ja.", "seen": "0"})
    assert public.get(f"/talk/file/{key}").status_code == 404
    Delivery.objects.update(not_before=timezone.now(), recall_until=timezone.now())
    assert outbox.work("w")
    assert public.get(f"/talk/file/{key}").content == client.get(f"/files/{key}").content
    assert public.get(f"/talk/file/{Attachment.objects.get().sha256[:12]}").status_code == 404


def test_a_picture_of_what_is_still_written_is_for_its_author_and_for_whom_she_asks(
    client: Client, here: Conversation, client_of: Signed
) -> None:
    attach(client, here, file())
    key = Attachment.objects.get().public_id
    eyes, colleague = client_of(builders.member(second_pair=True)), client_of(builders.member())
    guest = client_of(builders.member(role="guest"))

    def seen() -> list[int]:
        return [one.get(f"/files/{key}").status_code for one in (client, eyes, colleague, guest)]

    assert seen() == [200, 404, 404, 404]
    Draft.objects.update(state="asked")
    assert seen() == [200, 200, 404, 404]
    Draft.objects.update(state="writing")
    client.post(f"/c/{here.public_id}/reply", {"text": "Ja.", "seen": "0"})
    assert Delivery.objects.exists()
    assert seen() == [200] * 4
    # It came back: what everybody saw was sent off once; what is added now was not.
    Delivery.objects.update(state="recalled")
    Draft.objects.update(state="writing")
    assert seen() == [200] * 4
    attach(client, here, file("b.png", picture("navy")))
    key = Attachment.objects.order_by("-pk")[0].public_id
    assert seen() == [200, 404, 404, 404]


def test_a_file_is_served_as_nothing_that_a_browser_would_run(client: Client, here: Conversation) -> None:
    attach(client, here, file('"><script>.png'))
    answer = client.get(f"/files/{Attachment.objects.get().public_id}")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "private, no-cache"
    assert "\n" not in answer["Content-Disposition"]
    again = client.get(
        f"/files/{Attachment.objects.get().public_id}", headers={"If-None-Match": answer["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_an_address_that_is_no_file_is_not_found(client: Client) -> None:
    assert client.get("/files/nothere").status_code == 404
    assert Client().get("/talk/file/" + "a" * 12).status_code == 404


def test_a_guest_attaches_nothing(here: Conversation, elsewhere: Member, client_of: Signed) -> None:
    assert attach(client_of(elsewhere), here, file()).status_code == 403
    assert not Attachment.objects.exists()


def test_the_public_page_shows_the_picture_with_its_words(client: Client, here: Conversation) -> None:
    attach(client, here, file())
    (row,) = Attachment.objects.all()
    client.post(
        f"/c/{here.public_id}/reply", {"text": "Ja.", "seen": "0", f"alt-{row.public_id}": 'Ein "Akku"'}
    )
    Delivery.objects.update(not_before=timezone.now(), recall_until=timezone.now())
    assert outbox.work("w")
    from zuruf.store.queries.talk_thread import answers_of

    ((answer,),) = answers_of([here.pk]).values()
    assert [p.alt for p in answer.pictures] == ['Ein "Akku"']
