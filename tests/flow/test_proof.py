"""Evidence: frozen as it was received, for a purpose, until a day; and a chain that shows changes."""

import json
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.there import there
from zuruf.core.people import Who
from zuruf.core.proof import LASTS, digest
from zuruf.flow import proof, upkeep
from zuruf.flow.errors import Declined
from zuruf.flow.proof import Why
from zuruf.store.models import AuditEntry, Member, Message, Proof, RawArrival
from zuruf.store.queries import proof as reading

POLICE = Why("police", "quarter", note="Anzeige geplant.")


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def threat(who: Who) -> Message:
    m = builders.conversation(text="Ich weiß, wo du wohnst.").messages.get()
    page = {
        "notifications": [{"uri": m.remote_id, "text": m.text}, {"uri": "m-other", "text": "Schönen Tag!"}]
    }
    RawArrival.objects.create(
        account=m.conversation.account, received_at=NOW, kind="fetch", body=json.dumps(page), state="done"
    )
    return m


def keep(who: Who, m: Message, why: Why = POLICE) -> str:
    return proof.keep(who, m.public_id, why, now=NOW)


def test_it_outlives_the_message_and_the_raw_arrival_and_holds_nothing_of_others(
    who: Who, threat: Message
) -> None:
    kept = keep(who, threat)
    upkeep.sweep(NOW + timedelta(days=40))
    Message.objects.filter(pk=threat.pk).delete()

    found = reading.one(who, kept)

    assert found is not None
    assert found.record["message"]["text"] == "Ich weiß, wo du wohnst."
    assert "wohnst" in found.record["raw"][0]["part"]
    assert "Schönen Tag" not in str(found.record)
    assert found.whole
    assert found.gone


def test_a_change_of_the_record_or_of_the_one_before_shows(who: Who, threat: Message) -> None:
    first, second = keep(who, threat), keep(who, threat)
    assert there(reading.one(who, second)).whole
    Proof.objects.filter(public_id=first).update(record='{"message":{}}', digest="0" * 64)
    assert not there(reading.one(who, first)).whole
    assert not there(reading.one(who, second)).whole


def test_a_change_shows_even_where_record_and_digest_were_changed_together(who: Who, threat: Message) -> None:
    kept = keep(who, threat)
    Proof.objects.update(record='{"message":{}}', digest=digest("", '{"message":{}}'))
    assert not there(reading.one(who, kept)).whole


def test_the_file_says_how_to_check_it_and_the_audit_who_took_it(who: Who, threat: Message) -> None:
    kept = keep(who, threat)
    told = json.loads(proof.export(who, kept, now=NOW))
    row = Proof.objects.get()
    assert told["sha256"] == row.digest == AuditEntry.objects.get(verb="proof.kept").data["sha256"]
    assert told["record"] == json.loads(row.record)
    assert AuditEntry.objects.filter(verb="proof.exported", actor=who.alias).count() == 1
    assert "wohnst" not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def test_when_its_time_is_over_the_words_go_and_the_chain_holds(who: Who, threat: Message) -> None:
    first, second = keep(who, threat), keep(who, threat, Why("court", "long"))
    assert proof.sweep(now=NOW + timedelta(days=91)) == 0
    assert proof.sweep(now=NOW + timedelta(days=93)) == 1
    assert (Proof.objects.get(public_id=first).record, there(reading.one(who, first)).whole) == ("", True)
    assert there(reading.one(who, second)).whole
    with pytest.raises(Declined):
        proof.export(who, first, now=NOW)


def test_keeping_it_longer_never_shortens_it_and_what_is_over_stays_over(who: Who, threat: Message) -> None:
    kept = keep(who, threat, Why("court", "year"))
    proof.extend(who, kept, "long", now=NOW)
    until = Proof.objects.get().keep_until
    with pytest.raises(Declined, match="not_longer"):
        proof.extend(who, kept, "quarter", now=NOW)
    assert Proof.objects.get().keep_until == until == NOW + LASTS["long"]
    proof.end(who, kept, now=NOW)
    with pytest.raises(Declined, match="moved"):
        proof.extend(who, kept, "long", now=NOW + timedelta(days=1))
    assert AuditEntry.objects.filter(verb="proof.extended").count() == 1


def test_only_whoever_answers_for_it_kept_it_or_runs_the_house_reads_it(
    who: Who, threat: Message, second_pair: Member
) -> None:
    colleague = builders.member(name="Kollegin")
    kept = keep(who, threat, Why("staff", owner=builders.member(name="Personal").public_id))
    assert reading.one(builders.who(colleague), kept) is None
    assert reading.kept(builders.who(colleague))[0].author == ""
    assert reading.one(builders.who(second_pair), kept) is not None
    with pytest.raises(Declined):
        proof.export(builders.who(colleague), kept, now=NOW)


@pytest.mark.parametrize(
    ("why", "code"),
    [
        (Why(""), "no_purpose"),
        (Why("police", "for ever"), "no_purpose"),
        (Why("police", owner="nobody"), "no_owner"),
    ],
)
def test_without_purpose_term_and_owner_nothing_is_kept(
    who: Who, threat: Message, why: Why, code: str
) -> None:
    with pytest.raises(Declined, match=code):
        keep(who, threat, why)
    assert not Proof.objects.exists()


def test_two_quick_clicks_keep_one_copy_and_a_later_one_another(who: Who, threat: Message) -> None:
    first = keep(who, threat)
    assert proof.keep(who, threat.public_id, POLICE, now=NOW + timedelta(seconds=2)) == first
    assert proof.keep(who, threat.public_id, POLICE, now=NOW + timedelta(minutes=1)) != first
    assert AuditEntry.objects.filter(verb="proof.kept").count() == 2
