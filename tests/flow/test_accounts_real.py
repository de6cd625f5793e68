"""A Bluesky account on a real PDS: connected by its page, lost with the server, found again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.servers.pds import MortalPds
from zuruf.store.models import Account, Member

pytestmark = [pytest.mark.pds, pytest.mark.django_db]


def test_an_account_on_a_real_server_is_connected_checked_lost_and_found(
    mortal_pds: MortalPds,
    second_pair: Member,
    client_of: Callable[[Member], Client],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.ALLOW_PRIVATE = ("localhost", "127.0.0.1")
    settings.DATA = tmp_path
    browser = client_of(second_pair)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    person = mortal_pds.person("radwerk")
    given = {"handle": person.handle, "password": "not-the-password", "server": mortal_pds.url}
    refused = browser.post("/accounts/new/bluesky/", given)
    assert refused.status_code == 422
    assert "not-the-password" not in refused.content.decode()
    assert not Account.objects.exists()

    page = browser.post("/accounts/new/bluesky/", {**given, "password": person.app_password}, follow=True)
    text = page.content.decode()
    account = Account.objects.get()
    assert (account.remote_id, account.handle, account.state) == (person.did, person.handle, "ok")
    assert person.app_password not in account.secrets
    assert "can publish" in text
    assert "cannot read" in text, "a server without AppView has no mentions to read"
    assert "3,000 bytes" in text

    mortal_pds.kill()
    here = f"/accounts/{account.public_id}/"
    assert "could not be reached" in browser.post(f"{here}check/", follow=True).content.decode()
    account.refresh_from_db()
    assert account.state in ("later", "unknown")
    mortal_pds.start()
    browser.post(f"{here}check/")
    account.refresh_from_db()
    assert account.state == "ok"
