"""The page of duty, what rings, and the wall-board."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.there import there
from zuruf.flow import ringing
from zuruf.flow.clock import clock
from zuruf.store.models import Conversation, DutyChange, HandOver, Member, Organisation, Ring, Shift, Wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(second_pair: Member) -> Client:
    made = Client()
    made.force_login(second_pair)
    return made


def test_an_owner_puts_people_on_the_rota_and_everybody_sees_it(
    runs: Client, answers: Member, second_pair: Member
) -> None:
    form = {"member": answers.public_id, "weekday": ["0", "2"], "starts": "09:00", "ends": "13:00"}
    runs.post("/duty/shift/", form)
    assert sorted(Shift.objects.values_list("weekday", "starts", "ends")) == [(0, 540, 780), (2, 540, 780)]
    hers = Client()
    hers.force_login(answers)
    page = hers.get("/duty/").content.decode()
    assert "09:00–13:00" in page
    assert hers.post("/duty/shift/", form).status_code == 403
    answer = runs.post("/duty/shift/", {**form, "starts": "x"}, follow=True)
    assert Shift.objects.count() == 2
    assert answer.status_code == 200


def test_lunch_an_exception_and_a_note_from_the_page(runs: Client, second_pair: Member) -> None:
    offer = 'id="pause"'
    assert offer in runs.get("/duty/").content.decode(), "without a rota, too"
    runs.post("/duty/pause/", {"minutes": "30"})
    assert DutyChange.objects.get().pause
    assert offer not in runs.get("/duty/").content.decode()
    runs.post("/duty/pause/", {"minutes": "0"})
    assert DutyChange.objects.get().ends_at <= clock()
    runs.post("/duty/otherwise/", {"on": "0", "starts_at": "2030-01-07T09:00", "ends_at": "2030-01-07T12:00"})
    assert DutyChange.objects.count() == 1, "too far ahead"
    runs.post("/duty/told/", {"text": "Charge 7 läuft noch."})
    assert "Charge 7" in runs.get("/duty/").content.decode()
    assert HandOver.objects.get().author == second_pair
    runs.post("/duty/settings/", {"ring_minutes": "7", "outside": "on"})
    assert Organisation.objects.values_list("ring_minutes", "duty_outside").get() == (7, True)


def test_a_note_as_long_as_its_field_allows_is_kept_and_a_longer_one_is_not_lost(runs: Client) -> None:
    lines = "\r\n".join("x" * 79 for _ in range(50))  # as a browser sends 3,999 characters of its field
    assert runs.post("/duty/told/", {"text": lines}).status_code == 302
    assert HandOver.objects.get().text == lines.replace("\r\n", "\n")
    longer = runs.post("/duty/told/", {"text": "Charge <7> läuft noch. " + "y" * 4000})
    assert longer.status_code == 422
    assert "Charge &lt;7&gt; läuft noch." in longer.text.split('id="told"')[1]
    assert HandOver.objects.count() == 1


def test_what_rings_is_on_the_bell_and_is_picked_up_from_there(runs: Client, second_pair: Member) -> None:
    Member.objects.filter(pk=second_pair.pk).update(seen_at=clock())
    c = builders.conversation(urgent=True, waiting_since=clock() - timedelta(minutes=2))
    ringing.sweep()
    row = Ring.objects.get()
    assert f"/ring/{row.public_id}/pick-up/" in runs.get("/bell/").content.decode()
    answer = runs.post(f"/ring/{row.public_id}/pick-up/")
    assert answer["Location"] == f"/desk/mine/{c.public_id}/"
    assert Conversation.objects.get(pk=c.pk).owner == second_pair
    assert "pick-up" not in runs.get("/bell/").content.decode()


def test_a_screen_shows_who_waits_by_a_link_that_can_be_ended(runs: Client, answers: Member) -> None:
    builders.conversation(owner=answers, text="Etwas ganz Privates", waiting_since=clock())
    private = builders.conversation(public=False, waiting_since=clock())
    page = runs.post("/wall/new/", {"name": "Flur"}).content.decode()
    path = page.split('value="http://testserver')[1].split('"')[0]
    screen = Client().get(path)
    text = screen.content.decode()
    assert screen.status_code == 200
    assert answers.initials in text
    for hidden in ("Privates", answers.name, there(private.contact).name, "/desk/", "csrf"):
        assert hidden not in text
    assert not screen.cookies
    assert screen["X-Robots-Tag"] == "noindex, nofollow"
    runs.post(f"/wall/{Wall.objects.get().public_id}/end/")
    assert Client().get(path).status_code == 404
    assert Client().get("/wall/").status_code == 302


def test_moments_and_numbers_that_nobody_means_are_declined_in_words(runs: Client, answers: Member) -> None:
    for at in ("0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00Z", "9999-12-31T23:59-09:00"):
        assert runs.post("/duty/take-over/", {"member": answers.public_id, "at": at}).status_code == 302
        form = {"on": "0", "starts_at": at, "ends_at": "2030-01-07T12:00"}
        assert runs.post("/duty/otherwise/", form).status_code == 302
    long = "9" * 5000
    assert runs.post("/duty/pause/", {"minutes": long}).status_code == 302
    assert runs.post("/duty/settings/", {"ring_minutes": long}).status_code == 302
    form = {"member": answers.public_id, "weekday": long, "rank": long, "starts": "09:00", "ends": "13:00"}
    assert runs.post("/duty/shift/", form).status_code == 302
    assert not DutyChange.objects.exists()
    assert not Shift.objects.exists()
