"""The pages of the trial run."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from tests import builders
from zuruf.flow import reply, trial
from zuruf.store.models import Account, Member, Trial
from zuruf.web import reply_words

Signed = Callable[[Member], Client]
TABLE = "asked;approved;account;text;released\n" + "".join(
    f"2026-11-0{n} 14:00;2026-11-0{n} 16:00;Bluesky;Danke, Nummer {n}!;\n" for n in range(1, 8)
)


@pytest.fixture
def owner(second_pair: Member, client_of: Signed) -> Client:
    Member.objects.filter(pk=second_pair.pk).update(language="en")
    builders.account("bluesky", name="Bluesky")
    return client_of(second_pair)


def brought(owner: Client, text: str) -> str:
    """The page of a run after this table came in."""
    owner.post("/trial/", {"weeks": "4"})
    run = Trial.objects.get()
    file = SimpleUploadedFile("a.csv", text.encode(), "text/csv")
    answer = owner.post(f"/trial/{run.public_id}/bring/", {"file": file}, follow=True)
    return str(answer.content.decode())


def test_a_run_begins_and_ends_by_a_button(owner: Client) -> None:
    began = owner.post("/trial/", {"weeks": "4"}, follow=True)
    assert "No approval has come to its end yet" in began.content.decode()
    assert "A trial run goes on." in owner.get("/trial/").content.decode()
    run = Trial.objects.get()
    owner.post(f"/trial/{run.public_id}/end/")
    assert Trial.objects.get().ended_at
    assert owner.post("/trial/", {"weeks": "0"}).status_code == 422


def test_the_page_says_in_one_sentence_what_the_approvals_were_worth(owner: Client) -> None:
    page = brought(owner, TABLE).replace("\N{NO-BREAK SPACE}", " ")
    assert "7 approvals, 7 unchanged, 14 h waited; this mandate would have sufficed." in page
    assert "/mandates/new/?" in page


def test_the_link_to_granting_fills_the_form_in(owner: Client, second_pair: Member) -> None:
    key = Account.objects.get(channel="bluesky").public_id
    form = owner.get(f"/mandates/new/?account={key}&risk=delicate").content.decode()
    assert f'value="{key}"' in form.replace("'", '"')
    assert "checked" in form.partition(f'value="{key}"')[2].partition(">")[0]


def test_lines_that_cannot_be_read_are_named(owner: Client) -> None:
    page = brought(owner, TABLE + "never;2026-11-03;Bluesky;x;\n")
    assert "Line 9: “never” is no date with time." in page
    page = brought_again(owner, "when;what\n1;2\n")
    assert "Columns are missing: asked, approved, text." in page


def brought_again(owner: Client, text: str) -> str:
    file = SimpleUploadedFile("a.csv", text.encode(), "text/csv")
    return str(owner.post(f"/trial/{Trial.objects.get().public_id}/bring/", {"file": file}).content.decode())


def test_without_a_file_it_says_so(owner: Client) -> None:
    owner.post("/trial/", {"weeks": "4"})
    answer = owner.post(f"/trial/{Trial.objects.get().public_id}/bring/")
    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()


def test_only_who_runs_the_house_sees_it(owner: Client, answers: Member, client_of: Signed) -> None:
    run = trial.start(builders.who(Member.objects.get(role="owner")), 2)
    desk = client_of(answers)
    assert {desk.get(url).status_code for url in ("/trial/", f"/trial/{run}/")} == {403}
    assert owner.get("/trial/none/").status_code == 404


def test_whoever_writes_reads_that_a_trial_run_goes_on(owner: Client, answers: Member) -> None:
    here = builders.conversation()
    trial.start(builders.who(Member.objects.get(role="owner")), 2)
    judged = reply.judge(builders.who(answers), here.public_id, "Es ist unterwegs.")
    with override("en"):
        face = reply_words.face(judged, "Es ist unterwegs.")
    assert face.label.startswith("Second pair of eyes, by ")
    assert face.after[0] == "A trial run goes on: everything is approved as before."


def test_a_run_that_was_ended_with_nothing_decided_promises_nothing_more(owner: Client) -> None:
    owner.post("/trial/", {"weeks": "4"})
    run = Trial.objects.get()
    page = owner.post(f"/trial/{run.public_id}/end/", follow=True).content.decode()
    assert "Nothing was decided in this trial run" in page
    assert "As soon as a second pair of eyes decides" not in page
