"""What people see when the program breaks."""

import re

import pytest
from django.test import Client

from zuruf.flow import search
from zuruf.store.models import Member


@pytest.mark.django_db
def test_the_page_that_says_it_broke_gives_a_number_that_the_log_has_too(
    answers: Member, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_given: object, **_named: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(search, "find", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(answers)

    answer = client.get("/search/?q=x", headers={"accept-language": "de"})

    assert answer.status_code == 500
    page = answer.content.decode()
    number = re.search(r"<code>(\w{6})</code>", page)
    assert number
    assert f"Error {number[1]} at GET /search/" in caplog.text
    assert "a fault of ours" not in page
