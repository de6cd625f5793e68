"""Our own public page in the frame of somebody else's page."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.talk_page import now_written, send
from zuruf.core.talk import LONGEST
from zuruf.store.models import Member, Organisation

pytestmark = pytest.mark.django_db


def test_only_the_embedded_page_may_be_framed(public: Client) -> None:
    posted = now_written()
    paths = ["/talk/", "/talk/rules/", f"/talk/{posted.thread}/", f"/talk/mine/{posted.secret}/", f"/talk/report/{posted.public_id}/"]  # fmt: skip
    for path in paths:
        answer = public.get(path)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
    embed = public.get("/talk/embed/")
    assert "frame-ancestors *" in embed["Content-Security-Policy"]
    assert "default-src 'self'" in embed["Content-Security-Policy"]
    assert "X-Frame-Options" not in embed


def test_writing_in_the_frame_stays_in_the_frame_and_knows_nobody(
    public: Client, second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    answer = send(public, "/talk/embed/?lang=en", "From elsewhere")
    assert answer["Location"].startswith("/talk/embed/?thanks=")
    assert "lang=en" in answer["Location"]
    thanks = public.get(answer["Location"])
    assert "Keep this link" in thanks.content.decode()
    assert "frame-ancestors *" in thanks["Content-Security-Policy"]
    assert not public.cookies
    assert "Only you see this" not in client_of(second_pair).get("/talk/embed/?lang=en").content.decode()


def test_the_frame_keeps_the_text_too(public: Client) -> None:
    answer = send(public, "/talk/embed/", text="z" * (LONGEST + 1))
    assert answer.status_code == 422
    assert "z" * 100 in answer.content.decode()
    assert "frame-ancestors *" in answer["Content-Security-Policy"]


def test_the_one_line_script_names_the_frame_and_survives_any_name(public: Client) -> None:
    Organisation.objects.update(name='A "B" </script> & \' Co')
    answer = public.get("/talk/embed.js")
    assert answer["Content-Type"].startswith("text/javascript")
    script = answer.content.decode()
    assert '"http://127.0.0.1:8000/talk/embed/"' in script
    assert "</script>" not in script
    assert "\\u0022B\\u0022" in script
