"""By when our own page promises an answer: only where a person said when, or how soon."""

import pytest
from django.test import Client

from tests.web.talk_page import now_written
from zuruf.flow import due
from zuruf.flow.clock import clock
from zuruf.store.models import Organisation, ServiceTarget

pytestmark = pytest.mark.django_db
ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(7)}


def receipt(client: Client, secret: str, more: str = "?new&lang=en") -> str:
    return client.get(f"/talk/mine/{secret}/{more}").content.decode()


def test_it_names_no_hour_where_nobody_said_how_soon(public: Client) -> None:
    posted = now_written("When does my spare part come?")
    for page in (
        receipt(public, posted.secret),
        public.get(f"/talk/{posted.thread}/?lang=en").content.decode(),
    ):
        assert "You can expect" not in page
    assert "No answer yet. Come back here later; this page shows it." in receipt(public, posted.secret)


@pytest.mark.parametrize("said", [{"hours": ALWAYS}, {"target_minutes": 240}], ids=["hours", "how soon"])
def test_it_names_the_hour_where_a_person_set_hours_or_how_soon(
    public: Client, said: dict[str, object]
) -> None:
    Organisation.objects.update(**said)
    posted = now_written("When does my spare part come?")
    assert "You can expect an answer" in receipt(public, posted.secret)
    assert "You can expect an answer" in public.get(f"/talk/{posted.thread}/?lang=en").content.decode()


@pytest.mark.parametrize(("risk", "promised"), [("", True), ("legal", False)])
def test_of_targets_only_one_that_fits_promises_an_hour(public: Client, risk: str, promised: bool) -> None:
    ServiceTarget.objects.create(first_minutes=90, next_minutes=90, risk=risk, made_at=clock())
    due.count_anew()
    posted = now_written("When does my spare part come?")
    assert ("You can expect an answer" in receipt(public, posted.secret)) is promised
