"""What a browser needs to install us and to be rung, and the devices on one's own page."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests import builders
from tests.servers.push import Browser
from zuruf.store.models import Device, Member, Push

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(answers: Member, settings: Any, tmp_path: Any) -> Client:
    Member.objects.filter(pk=answers.pk).update(language="en")
    settings.DATA = tmp_path
    client = Client()
    client.force_login(answers)
    return client


def on(client: Client, endpoint: str = "https://push.example/1") -> Any:
    browser = Browser()
    said = {"endpoint": endpoint, "p256dh": browser.p256dh, "auth": browser.auth, "name": "Android · Firefox"}
    return client.post("/me/devices/on", said, follow=True)


def test_the_manifest_names_the_house_and_every_picture_that_it_lists_is_there() -> None:
    builders.organisation(colour="#804020")
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    said = json.loads(answer.content)
    assert said["name"] == "Zuruf · Radwerk Lindenau (Demo)"
    assert said["theme_color"] == "#804020"
    for one in said["icons"]:
        picture = Image.open(BytesIO(Client().get(one["src"]).content))
        assert "{}x{}".format(*picture.size) == one["sizes"]
        assert picture.convert("RGB").getpixel((2, 2)) == (0x80, 0x40, 0x20)
        assert picture.convert("RGB").getpixel((picture.width // 2, picture.height // 2)) != (
            0x80,
            0x40,
            0x20,
        )
    assert Client().get("/icon/100000.png").status_code == 404


def test_the_worker_keeps_only_the_page_that_says_that_there_is_no_connection() -> None:
    answer = Client().get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    script = answer.content.decode()
    assert "showNotification" in script
    parts = json.loads(script.split(";", 1)[0].removeprefix("const PARTS = "))
    assert parts[0] == "/offline/"
    page = Client().get("/offline/").content.decode()
    assert all(f'href="{style}"' in page for style in parts[1:])
    assert all(style.endswith(".css") for style in parts[1:])
    assert page.count("Zuruf") >= 2
    assert 'lang="en"' in page
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_a_device_is_switched_on_tried_and_removed_on_ones_own_page(mine: Client) -> None:
    assert "Ring on this device" in mine.get("/me/").content.decode()
    page = on(mine).content.decode()
    assert "This device rings from now on." in page
    assert "Android · Firefox" in page
    assert "not rung yet" in page
    assert "1 device rings in a moment." in mine.post("/me/devices/test", follow=True).content.decode()
    assert Push.objects.count() == 1, "the worker hands it over, not the page"
    device = Device.objects.get().public_id
    gone = mine.post(f"/me/devices/{device}/off", follow=True).content.decode()
    assert "It rings no more." in gone
    assert "Android · Firefox" not in gone
    again = mine.post(f"/me/devices/{device}/off", follow=True).content.decode()
    assert "There is no such device any more." in again


def test_an_address_that_is_no_push_service_is_declined_in_words(mine: Client) -> None:
    assert "no public https address" in on(mine, "http://127.0.0.1:9/").content.decode()
    assert not Device.objects.exists()


def test_who_is_never_rung_sees_no_such_part(elsewhere: Member) -> None:
    client = Client()
    client.force_login(elsewhere)
    assert "/me/devices/on" not in client.get("/me/").content.decode()


def test_every_page_of_the_house_can_be_installed_and_none_of_the_public(mine: Client) -> None:
    for address in ("/desk/us/", "/me/", "/duty/"):
        assert 'rel="manifest"' in mine.get(address).content.decode(), address
    for address in ("/talk/", "/accounts/login/"):
        assert 'rel="manifest"' not in Client().get(address).content.decode(), address
