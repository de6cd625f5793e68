"""What was kept before people and rules were told apart stays as a guess."""

from importlib import import_module

import pytest
from django.apps import apps

from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changed", "kept", "said", "guess"),
    [
        (True, True, None, True),
        (True, False, None, False),
        (False, False, False, None),
        (True, None, None, None),
    ],
)
def test_a_kept_change_of_meaning_stays_as_a_guess_and_not_as_evidence(
    changed: bool, kept: bool | None, said: bool | None, guess: bool | None
) -> None:
    draft = builders.draft(builders.conversation(), builders.member(), state="sent")
    row = draft.asks.create(
        asked_at=NOW, deadline=NOW, late="holding", guideline="x@1", state="released", decided_at=NOW,
        changed=changed, meaning_changed=kept,
    )  # fmt: skip
    import_module("zuruf.store.migrations.0017_what_people_said").told_apart(apps, None)
    row.refresh_from_db()
    assert (row.meaning_changed, row.meaning_guess) == (said, guess)
