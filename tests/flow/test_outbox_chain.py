"""A reply and its edits are one publication: whoever corrects it and whoever withdraws it wait for one another, whichever
of its rows they mean."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from tests import builders
from tests.flow.model_network import KINDS, Network
from tests.flow.on_its_way import OUT, Queued, again, work
from tests.flow.test_outbox_edits import Edits, edits, mend, out
from tests.flow.test_reply_races import at_once
from zuruf import channels
from zuruf.core.people import Who
from zuruf.flow import correct, outbox
from zuruf.flow.errors import Declined
from zuruf.store.models import Delivery

__all__ = ["edits", "out"]  # fixtures
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def edited(
    queued: Queued, network: Network, edits: Edits, out: Delivery, monkeypatch: pytest.MonkeyPatch
) -> tuple[Delivery, Delivery]:
    """An original, and the edit that took its place, where one can withdraw."""
    monkeypatch.setattr(
        channels.kinds()["editable"], "can", replace(KINDS["editable"], withdraw=True, edit=True)
    )
    edit = mend(queued, out)
    work(network, OUT + MINUTE)
    return again(out), again(edit)


def test_what_is_being_withdrawn_through_its_original_is_not_corrected(
    edited: tuple[Delivery, Delivery], who: Who
) -> None:
    original, edit = edited
    outbox.withdraw(who, original.public_id, why="Falsch", now=OUT)
    with pytest.raises(Declined, match="not_out"):
        correct.correct(who, edit.public_id, "Es kommt am Dienstag.", now=OUT)


def test_an_edit_of_what_is_about_to_be_withdrawn_stays_here(
    queued: Queued, network: Network, edits: Edits, edited: tuple[Delivery, Delivery]
) -> None:
    original, edit = edited
    second = mend(queued, edit)
    sent = len(edits.texts["r1"])
    Delivery.objects.filter(pk=original.pk).update(withdraw_asked_at=OUT)
    assert work(network, OUT + HOUR) == 0
    assert (again(second).state, len(edits.texts["r1"])) == ("queued", sent)
    Delivery.objects.filter(pk=original.pk).update(withdraw_asked_at=None)
    work(network, OUT + HOUR)
    assert again(second).state == "published"


@pytest.mark.django_db(transaction=True)
def test_of_a_correction_and_a_withdrawal_in_the_same_moment_one_is_declined(
    queued: Queued, network: Network, edits: Edits, monkeypatch: pytest.MonkeyPatch, who: Who
) -> None:
    builders.organisation()
    monkeypatch.setattr(
        channels.kinds()["editable"], "can", replace(KINDS["editable"], withdraw=True, edit=True)
    )
    for n in range(1, 9):
        original = queued("editable")
        work(network, OUT + n * HOUR)
        with transaction.atomic():
            edit = mend(queued, again(original))
        work(network, OUT + n * HOUR)
        now = OUT + n * HOUR
        results = at_once(
            lambda: correct.correct(who, edit.public_id, "Es kommt am Dienstag.", now=now),  # noqa: B023
            lambda: outbox.withdraw(who, original.public_id, why="Falsch", now=now),  # noqa: B023
        )
        assert sorted(r for r in results if isinstance(r, str)) in (["being_corrected"], ["not_out"]), results
