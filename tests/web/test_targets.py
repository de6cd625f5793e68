"""The page of the service targets, the due words at the desk, the holding reply with its hour, and why something is done."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf.core.target import Target
from zuruf.flow import holding_hour, targets
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Delivery, HoldingText, Member, ServiceTarget, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_second_pair(second_pair: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(second_pair)


@pytest.fixture
def as_answers(answers: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(answers)


@pytest.fixture
def topic(second_pair: Member) -> Topic:
    return Topic.objects.create(
        slug="repair", name={"en": "Repair", "de": "Reparatur"}, words=["Bremse"], created_at=NOW
    )


def test_an_owner_sets_tries_ends_and_undoes_a_target(as_second_pair: Client, topic: Topic) -> None:
    said = as_second_pair.post(
        "/organisation/targets/", {"topic": "repair", "first": "30"}, follow=True
    ).content.decode()
    row = ServiceTarget.objects.get(ended_at=None)
    assert (row.first_minutes, row.next_minutes) == (30, 30)
    assert "Repair" in said
    assert "every answer within 30 minutes" in said
    tried = as_second_pair.get("/organisation/targets/?try=1&topic=repair").content.decode()
    assert "<b>30 minutes</b>: Repair" in tried
    assert "<b>1 hour</b>: the house" in as_second_pair.get("/organisation/targets/?try=1").content.decode()
    as_second_pair.post(f"/organisation/targets/{row.public_id}/end/")
    assert not ServiceTarget.objects.filter(ended_at=None).exists()
    as_second_pair.post(f"/organisation/targets/{row.public_id}/undo/")
    assert ServiceTarget.objects.filter(ended_at=None).count() == 1


def test_what_is_refused_comes_back_with_what_was_written(as_second_pair: Client, topic: Topic) -> None:
    answer = as_second_pair.post("/organisation/targets/", {"topic": "repair", "first": "soon", "next": "7"})
    assert answer.status_code == 422
    assert 'value="7"' in answer.content.decode()
    assert "Choose between 1 minute" in answer.content.decode()


def test_who_answers_reads_them_and_changes_none(as_answers: Client) -> None:
    assert as_answers.get("/organisation/targets/").status_code == 200
    assert as_answers.post("/organisation/targets/", {"first": "5"}).status_code == 422
    assert not ServiceTarget.objects.exists()


def test_the_desk_says_which_target_a_due_time_follows(as_answers: Client, second_pair: Member) -> None:
    c = builders.conversation(waiting_since=clock(), due_at=clock() + timedelta(hours=1))
    targets.save(builders.who(second_pair), Target(90, 90, account=c.account.public_id))
    said = as_answers.get(f"/desk/us/{c.public_id}/").content.decode()
    assert f"target: on {c.account.name}" in said
    assert "waiting for" in said


def test_an_answer_due_hours_later_offers_a_holding_reply_that_names_the_hour(
    as_answers: Client, answers: Member
) -> None:
    due_at = clock() + timedelta(days=2)
    c = builders.conversation(waiting_since=clock(), due_at=due_at)
    HoldingText.objects.create(texts={"de": "Bis {until} melden wir uns."}, created_at=NOW)
    assert f"/c/{c.public_id}/hour/" in as_answers.get(f"/desk/us/{c.public_id}/").content.decode()
    page = as_answers.get(f"/c/{c.public_id}/hour/").content.decode()
    assert "melden wir uns." in page
    assert "{until}" not in page
    as_answers.post(f"/c/{c.public_id}/hour/", {"hour": due_at.isoformat()})
    out = Delivery.objects.get(conversation=c)
    assert (out.kind, out.author_id) == ("holding", answers.pk)
    assert "Uhr" in out.payload["text"]
    c.refresh_from_db()
    assert (c.state, c.due_at) == ("open", due_at), "they wait on"
    assert f"/c/{c.public_id}/hour/" not in as_answers.get(f"/desk/us/{c.public_id}/").content.decode()
    with pytest.raises(Declined, match="not_waiting"):
        holding_hour.send(builders.who(answers), c.public_id, due_at)


def test_no_hour_is_named_where_an_answer_is_due_soon_or_the_hour_moved(answers: Member) -> None:
    soon = builders.conversation(waiting_since=NOW, due_at=NOW + timedelta(hours=4))
    with pytest.raises(Declined, match="not_far"):
        holding_hour.offer(builders.who(answers), soon.public_id, now=NOW)
    moved = builders.conversation(waiting_since=NOW, due_at=NOW + timedelta(hours=9))
    with pytest.raises(Declined, match="hour_moved"):
        holding_hour.send(builders.who(answers), moved.public_id, NOW + timedelta(hours=8), now=NOW)


def test_a_conversation_is_done_because_of_a_reason(as_answers: Client) -> None:
    c = builders.conversation()
    as_answers.post(f"/c/{c.public_id}/done/", {"reason": "spam"})
    assert AuditEntry.objects.get(verb="conversation.closed").data["reason"] == "spam"
    other = builders.conversation()
    as_answers.post(f"/c/{other.public_id}/done/")
    assert AuditEntry.objects.filter(verb="conversation.closed").latest("pk").data["reason"] == "no_answer"
    as_answers.post(f"/c/{builders.conversation().public_id}/done/", {"reason": "mood"})
    assert Conversation.objects.filter(state="done").count() == 2


def test_a_conversation_that_is_done_says_why_in_its_head_and_in_its_thread(as_answers: Client) -> None:
    c = builders.conversation()
    as_answers.post(f"/c/{c.public_id}/done/", {"reason": "elsewhere"})
    page = as_answers.get(f"/desk/done/{c.public_id}/").content.decode()
    assert "done (Answered elsewhere)" in page
    assert page.count("Answered elsewhere") >= 2


def test_a_due_time_that_no_target_gave_is_shown_as_a_date(as_answers: Client) -> None:
    c = builders.conversation(due_at=NOW - timedelta(days=300))
    page = as_answers.get(f"/desk/us/{c.public_id}/").content.decode()
    assert "target -" not in page
    assert "05/06/2025" in page or "2025" in page
