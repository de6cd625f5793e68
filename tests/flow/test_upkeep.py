import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from tests import builders
from tests.builders import NOW
from zuruf.core.bulk import LASTS, Chosen, Verb
from zuruf.flow import bulk, upkeep
from zuruf.store import files
from zuruf.store.models import Attachment, BulkItem, Change, Member, Message, Presence, RawArrival, SignInLink
from zuruf.store.queries import bulk as queries

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


def test_changes_are_kept_for_an_hour() -> None:
    for at in (NOW - timedelta(hours=1) - MOMENT, NOW - timedelta(hours=1) + MOMENT):
        Change.objects.create(kind="conversation", thing="x", at=at)
    assert upkeep.sweep(NOW)["change"] == 1
    assert Change.objects.count() == 1


def test_what_came_in_is_kept_for_thirty_days_and_its_message_for_good() -> None:
    conversation = builders.conversation()
    for state in ("done", "broken", "new"):
        RawArrival.objects.create(
            account=conversation.account,
            received_at=NOW - timedelta(days=31),
            kind="fetch",
            body="{}",
            state=state,
        )
    assert upkeep.sweep(NOW)["raw"] == 1
    assert set(RawArrival.objects.values_list("state", flat=True)) == {"broken", "new"}
    assert upkeep.sweep(NOW + timedelta(days=60))["broken"] == 1
    assert Message.objects.count() == 1


def test_stale_presence_and_old_links_go(answers: Member) -> None:
    conversation = builders.conversation()
    Presence.objects.create(conversation=conversation, member=answers, seen_at=NOW - timedelta(minutes=11))
    for days, name in ((8, "old"), (1, "run out")):
        end = NOW - timedelta(days=days)
        SignInLink.objects.create(member=answers, token_hash=name, created_at=end, expires_at=end)
    swept = upkeep.sweep(NOW)
    assert (swept["presence"], swept["link"]) == (1, 1)
    assert SignInLink.objects.get().token_hash == "run out"


def test_sessions_go_when_they_have_run_out() -> None:
    for key, end in (("old", NOW - MOMENT), ("live", NOW + MOMENT)):
        Session.objects.create(session_key=key, session_data="", expire_date=end)
    assert upkeep.sweep(NOW)["session"] == 1
    assert Session.objects.get().session_key == "live"


def test_more_than_one_handful_is_swept_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "AT_ONCE", 3)
    old = NOW - timedelta(days=1)
    Change.objects.bulk_create(Change(kind="conversation", thing=str(n), at=old) for n in range(10))
    assert upkeep.sweep(NOW)["change"] == 10


def test_a_file_that_nobody_needs_goes_after_a_day_and_one_that_is_attached_stays(
    answers: Member, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    draft = builders.draft(builders.conversation(), answers)
    kept, alone, fresh = (files.put(data) for data in (b"kept", b"alone", b"fresh"))
    for name in (kept, alone):
        os.utime(files.path(name), (NOW.timestamp(), NOW.timestamp()))
    Attachment.objects.create(draft=draft, sha256=kept, mime="image/png", size=4, created_at=NOW)
    assert upkeep.sweep(NOW + timedelta(days=1))["file"] == 0
    assert upkeep.sweep(NOW + timedelta(days=1) + MOMENT)["file"] == 1
    assert [files.path(name).exists() for name in (kept, alone, fresh)] == [True, False, True]


def test_what_conversations_were_before_they_were_joined_is_forgotten_when_it_cannot_be_taken_back() -> None:
    builders.organisation()
    who, c = builders.who(builders.member()), builders.conversation()
    done = bulk.do(who, Verb.TAKE, [Chosen(c.public_id)], now=NOW)
    assert upkeep.sweep(NOW + LASTS)["before"] == 0
    assert upkeep.sweep(NOW + 3 * LASTS)["before"] == 1
    assert BulkItem.objects.get().was == {}
    assert upkeep.sweep(NOW + 3 * LASTS)["before"] == 0
    told = queries.one(who, done.public_id, NOW + 3 * LASTS)
    assert told is not None
    assert (told.done, told.undoable) == (1, False)
