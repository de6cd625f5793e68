"""They wrote again while she looked: she is told, and may release it all the same."""

from datetime import timedelta

from django.test import Client

from tests import builders
from tests.flow.test_second_pair import TEXT, asking
from zuruf.flow import reply
from zuruf.flow.clock import clock
from zuruf.store.models import Delivery, Member, SecondPair


def test_what_came_in_meanwhile_is_shown_and_one_button_releases_all_the_same(
    answers: Member, second_pair: Member
) -> None:
    asking()
    Member.objects.filter(pk=second_pair.pk).update(language="en")
    here, now = builders.conversation(), clock()
    sent = reply.send(builders.who(answers), here.public_id, TEXT, seen_answer_seq=0, now=now)
    question = SecondPair.objects.get(public_id=sent.ask)
    builders.message(here, text="Hat sich erledigt!", received_at=now + timedelta(seconds=1), order_at=now)
    client = Client()
    client.force_login(second_pair)
    read = question.draft.answers
    assert read is not None
    form = {"decision": "release", "text": TEXT, "conversation": here.public_id, "read": read.public_id}
    told = client.post(f"/second/{question.public_id}/decide", form).content.decode()
    assert "Hat sich erledigt!" in told
    assert "Send it all the same" in told
    assert 'name="anyway"' in told
    assert not Delivery.objects.exists()
    client.post(f"/second/{question.public_id}/decide", {**form, "anyway": "1"})
    assert Delivery.objects.count() == 1
