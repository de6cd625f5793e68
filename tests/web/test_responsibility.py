"""The desk says why something lies with nobody; the plan is everybody's to read and an owner's to change."""

import pytest
from django.test import Client

from tests import builders
from zuruf.store.models import Member, Responsibility

pytestmark = pytest.mark.django_db


def client(of: Member) -> Client:
    made = Client(headers={"Accept-Language": "en"})
    made.force_login(of)
    return made


def test_the_list_of_what_nobody_has_says_why_once_there_is_a_plan(answers: Member) -> None:
    c = builders.conversation(builders.account(name="Ask us here"))
    assert "nobody is responsible" not in client(answers).get("/desk/unowned/").content.decode()
    elsewhere = builders.account(name="Elsewhere")
    Responsibility.objects.create(owner=answers, account=elsewhere, made_at=builders.NOW)
    for path in ("/desk/unowned/", f"/desk/unowned/rows/?id={c.public_id}", f"/desk/unowned/{c.public_id}/"):
        assert "nobody is responsible for Ask us here" in client(answers).get(path).content.decode(), path
    assert "nobody is responsible" not in client(answers).get("/desk/us/").content.decode()


def test_an_owner_makes_somebody_responsible_undoes_it_and_everybody_reads_it(
    answers: Member, second_pair: Member
) -> None:
    owner = client(second_pair)
    made = owner.post("/responsibility/", {"owner": answers.public_id})
    page = owner.get(made["Location"]).content.decode()
    assert answers.name in client(answers).get("/responsibility/").content.decode()
    row = Responsibility.objects.get()
    assert f"/responsibility/{row.public_id}/undo/" in page
    assert client(answers).post("/responsibility/", {"owner": answers.public_id}).status_code == 422
    owner.post(f"/responsibility/{row.public_id}/undo/")
    assert not Responsibility.objects.filter(ended_at=None).exists()
