"""What stands around a text that somebody wants to send."""

import pytest

from tests import builders
from tests.builders import NOW
from tests.there import there
from zuruf.core.guideline_facts import Facts
from zuruf.core.people import Who
from zuruf.flow import incident, post
from zuruf.flow.circumstances import facts_for
from zuruf.store.models import Conversation, Draft, Member
from zuruf.store.queries.reply import scene


@pytest.fixture
def owner(db: None) -> Who:
    builders.organisation()
    return builders.who(builders.member(role="owner"))


def around(here: Conversation) -> Facts:
    found = scene(here.public_id)
    assert found is not None
    return facts_for(found, "Danke.", role="desk", without_alt=0, now=NOW)


def test_an_incident_is_around_the_conversations_that_belong_to_it_while_it_is_open(owner: Who) -> None:
    inside, outside = builders.conversation(), builders.conversation()
    opened = incident.begin_with(owner, inside.public_id, "Rückruf", now=NOW)
    assert opened == "Rückruf"
    assert (around(inside).crisis, around(outside).crisis) == (True, False)
    incident.close(owner, there(Conversation.objects.get(pk=inside.pk).incident).public_id, now=NOW)
    assert not around(inside).crisis


def test_an_open_incident_is_around_every_post(owner: Who, answers: Member) -> None:
    builders.account(channel="talk")
    draft = Draft.objects.get(public_id=post.begin(builders.who(answers), now=NOW))
    assert not around(draft.conversation).crisis
    incident.begin(owner, "Rückruf", now=NOW)
    assert around(draft.conversation).crisis
