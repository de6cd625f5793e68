"""The page of holding replies: what was written and not taken comes back where it was written."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf.flow import holding_set
from zuruf.store.models import HoldingText, Member, Topic

pytestmark = pytest.mark.django_db


def test_what_is_not_taken_comes_back_where_it_was_written(
    second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    Topic.objects.create(slug="parts", name={"en": "Parts"}, words=["part"], created_at=NOW)
    kept = holding_set.save(builders.who(second_pair), "", {"de": "Wir schauen nach."})
    page = client_of(second_pair)

    empty = page.post(f"/holding/{kept}/", {"text-de": " ", "topic": "parts"})
    assert empty.status_code == 422
    its, new = empty.text.split('id="new-de"')
    assert 'value="parts" checked' in its
    assert "Wir schauen nach." not in its.split(f'id="{kept}-de"')[1], "it was taken out"
    assert "checked" not in new

    HoldingText.objects.update(retired_at=NOW)
    gone = page.post(f"/holding/{kept}/", {"text-de": "Ein <anderer> Satz", "topic": "parts"})
    assert gone.status_code == 422
    new = gone.text.split('id="new-de"')[1]
    assert "Ein &lt;anderer&gt; Satz" in new
    assert 'value="parts" checked' in new
