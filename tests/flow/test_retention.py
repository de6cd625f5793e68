"""How long the words of others are kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from zuruf import channels
from zuruf.core.message import Author, Batch, Gone, Incoming
from zuruf.flow import intake, proof, retention, search_index
from zuruf.flow.errors import Declined
from zuruf.store import examples
from zuruf.store import retention as store
from zuruf.store.models import (
    Account,
    Act,
    AuditEntry,
    Conversation,
    Delivery,
    EarlierAnswer,
    EarlierStem,
    Example,
    Heard,
    ListeningSearch,
    ManyAddressee,
    ManyAnswer,
    Member,
    Message,
    Proof,
    RawArrival,
)

pytestmark = pytest.mark.django_db
WORD = "Zwetschgenkuchen"
DAY = timedelta(days=1)
LATE = NOW + 2 * DAY + timedelta(minutes=1)


def come_in(account: Account, remote_id: str, text: str, at: datetime = NOW, **more: Any) -> None:
    author = Author(f"p-{remote_id}", f"{text.split()[0]}@example.org", text)
    ref = {"id": remote_id, "subject": text}
    one = Incoming(
        remote_id, author, text, at=NOW, title=f"Ihr {text}", html=f"<p>{text}</p>", ref=ref, **more
    )
    intake.take(account.pk, "fetch", f"raw {text}", lambda: Batch((one,)), now=at)


def everywhere(word: str) -> list[str]:
    """Tables in which the word, or a stem of it, stands."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if word.lower()[:10] in str(cursor.fetchall()).lower():
                found.append(table)
    return found


def indexed() -> None:
    """What the worker does in the minutes after a sweep."""
    search_index.catch_up()
    retention.sweep(now=LATE)
    term = search_index.forget_terms("")
    while term:
        term = search_index.forget_terms(term)


def limited(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Mail as if it were a network that limits what may be kept."""
    kind = channels.kinds()["mail"]
    monkeypatch.setattr(kind, "can", replace(channels.can("mail"), retention=days * DAY))


def hang_on(message: Message, by: Member) -> Delivery:
    """Everything that is made of somebody's words while one works on them."""
    c = message.conversation
    draft = builders.draft(c, by, answers=message, state="sent")
    payload = {"text": "Gern.", "parent": dict(message.ref), "root": dict(message.ref)}
    sent = Delivery.objects.create(
        account=c.account, conversation=c, draft=draft, author=by, payload=payload, state="published", recall_until=NOW,
        queued_at=NOW, not_before=NOW,
    )  # fmt: skip
    earlier = EarlierAnswer.objects.create(delivery=sent, length=1)
    EarlierStem.objects.create(answer=earlier, stem=WORD.lower())
    examples.keep(message.pk, {"topic": ["cake"]}, {}, NOW)
    Act.objects.create(
        message=message, account=c.account, target="t", measure="hide", quote=WORD, by=by, at=NOW,
        next_at=NOW, state="done", payload={"key": "k", "ref": dict(message.ref)},
    )  # fmt: skip
    many = ManyAnswer.objects.create(author=by, text="Danke!", created_at=NOW)
    ManyAddressee.objects.create(batch=many, conversation=c, message=message, said={"name": WORD, "n": 1})
    search = ListeningSearch.objects.create(
        name="Backen", query="kuchen", purpose="p", owner=by, created_at=NOW, changed_at=NOW
    )
    Heard.objects.create(
        search=search, channel="mail", realm=message.realm, remote_id=message.remote_id, author_id_remote="x",
        text=WORD, at=NOW, heard_at=NOW, touched_at=NOW, state="kept", conversation=c,
    )  # fmt: skip
    return sent


def test_after_its_days_nothing_of_a_message_is_found_in_any_table_and_its_shell_stays(
    answers: Member,
) -> None:
    account = builders.account("mail", retention_days=2)
    come_in(account, "m1", f"{WORD} bestellt, aber er kam nie an!")
    message = Message.objects.get()
    sent = hang_on(message, answers)
    search_index.catch_up()
    before = {*everywhere(WORD)}
    assert {
        "store_message",
        "store_rawarrival",
        "store_contact",
        "store_conversation",
        "store_delivery",
    } <= before
    assert {"store_searchterm", "store_act", "store_heard", "store_earlierstem"} <= before
    labels = [f["label"] for f in message.assessment.findings]
    assert retention.sweep(now=NOW + 2 * DAY) == 0
    assert "store_message" in everywhere(WORD)

    assert retention.sweep(now=LATE) == 1
    indexed()
    assert everywhere(WORD) == []
    message = Message.objects.get()
    assert (message.emptied_at, message.emptied_after, message.ref) == (LATE, 2, {"id": "m1"})
    assert [f["label"] for f in message.assessment.findings] == labels
    sent.refresh_from_db()
    assert (sent.payload["text"], sent.payload["parent"]) == ("Gern.", {"id": "m1"})
    assert Conversation.objects.get().message_count == 1
    assert not Example.objects.exists()
    assert retention.sweep(now=LATE) == 0
    assert AuditEntry.objects.filter(verb="account.words_removed").count() == 1


def test_what_its_author_deletes_is_gone_from_what_hangs_on_it_too(answers: Member) -> None:
    account = builders.account("mail")
    author = Author("p", "kundin@example.org")
    one = Incoming("m1", author, WORD, at=NOW, title=WORD, ref={"id": "m1", "spoiler": WORD})
    intake.take(account.pk, "fetch", "", lambda: Batch((one,)), now=NOW)
    hang_on(Message.objects.get(), answers)
    ManyAddressee.objects.all().delete()
    intake.take(account.pk, "fetch", "", lambda: Batch(gone=(Gone("m1", NOW + DAY),)), now=NOW + DAY)
    search_index.catch_up()

    assert set(everywhere(WORD)) <= {"store_searchterm", "store_searchindex_data"}  # until they are swept
    assert Message.objects.get().ref == {"id": "m1"}


def test_an_answer_to_a_younger_message_keeps_the_subject_that_it_answers(answers: Member) -> None:
    account = builders.account("mail", retention_days=2)
    come_in(account, "m1", WORD)
    come_in(account, "m2", "Nachtrag dazu", NOW + DAY, root="m1", parent="m1")
    old, young = Message.objects.order_by("pk")
    draft = builders.draft(old.conversation, answers, answers=young, state="sent")
    sent = Delivery.objects.create(
        account=account, conversation=old.conversation, draft=draft, author=answers, queued_at=NOW, not_before=NOW,
        recall_until=NOW, payload={"text": "Gern.", "parent": dict(young.ref), "root": dict(old.ref)},
    )  # fmt: skip
    assert retention.sweep(now=LATE) == 1
    sent.refresh_from_db()
    assert sent.payload["parent"] == {"id": "m2", "subject": "Nachtrag dazu"}
    assert sent.payload["root"] == {"id": "m1"}


def test_words_that_are_gone_do_not_come_back_with_the_next_page_or_an_edit() -> None:
    account = builders.account("mail", retention_days=2)
    come_in(account, "m1", WORD)
    retention.sweep(now=LATE)
    come_in(account, "m1", WORD, LATE)
    come_in(account, "m1", f"{WORD} neu", LATE, edited_at=LATE)
    assert (Message.objects.get().text, Message.objects.get().edited_at) == ("", None)
    retention.sweep(now=LATE)
    indexed()
    assert everywhere(WORD) == []


def test_what_is_ours_what_is_younger_and_what_another_account_saw_stays() -> None:
    short, forever = builders.account("mail", retention_days=2), builders.account("feed", realm="feed:x")
    come_in(short, "m1", "alt")
    come_in(short, "m2", "unser", ours=True)
    come_in(short, "m3", "jung", NOW + DAY)
    come_in(forever, "m4", "anderswo")
    assert retention.sweep(now=LATE) == 1
    kept = dict(Message.objects.values_list("remote_id", "text"))
    assert kept == {"m1": "", "m2": "unser", "m3": "jung", "m4": "anderswo"}
    assert not RawArrival.objects.filter(account=short, state="done").exists()
    assert RawArrival.objects.filter(account=forever).exists()


def test_an_arrival_that_could_not_be_read_goes_with_the_words(answers: Member) -> None:
    account = builders.account("mail", retention_days=2)
    for at in (NOW, NOW + DAY):
        RawArrival.objects.create(account=account, received_at=at, kind="webhook", body=WORD, state="broken")
    retention.sweep(now=LATE)
    assert [r.received_at for r in RawArrival.objects.all()] == [NOW + DAY]


def test_a_house_may_keep_less_than_its_network_allows_and_never_more(
    second_pair: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(monkeypatch, 30)
    account = builders.account("mail")
    boss = builders.who(second_pair)
    for days in (0, -1, 31):
        with pytest.raises(Declined, match="retention_days") as refused:
            retention.set_days(boss, account.public_id, days)
        assert refused.value.data == {"most": 30}
    retention.set_days(boss, account.public_id, 2, now=NOW)
    retention.set_days(boss, account.public_id, 2, now=NOW)
    account.refresh_from_db()
    assert account.retention_days == 2
    assert [e.data for e in AuditEntry.objects.filter(verb="account.retention_set")] == [{"days": [0, 2]}]
    with pytest.raises(Declined, match="stays_public"):
        retention.set_days(boss, builders.account("talk").public_id, 2)


def test_evidence_outlives_what_the_house_chose_and_not_what_the_network_allows(
    answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = builders.account("mail", retention_days=2)
    come_in(account, "m1", WORD)
    proof.keep(builders.who(answers), Message.objects.get().public_id, proof.Why("police"), now=NOW)
    retention.sweep(now=LATE)
    assert everywhere(WORD)[0] == "store_proof"
    limited(monkeypatch, 30)
    retention.sweep(now=NOW + 31 * DAY)
    indexed()
    assert everywhere(WORD) == []
    assert Proof.objects.get().ended_at is not None


def test_a_network_that_ends_much_evidence_at_once_is_obeyed_in_one_sweep(
    monkeypatch: pytest.MonkeyPatch, answers: Member
) -> None:
    account = builders.account("mail")
    come_in(account, "m1", WORD)
    proof.keep(builders.who(answers), Message.objects.get().public_id, proof.Why("police"), now=NOW)
    monkeypatch.setattr(store, "AT_ONCE", 1)
    proof.keep(builders.who(answers), Message.objects.get().public_id, proof.Why("court"), now=NOW)
    limited(monkeypatch, 30)
    retention.sweep(now=NOW + 31 * DAY)
    assert not Proof.objects.filter(ended_at=None).exists()


@pytest.mark.both
def test_the_sweep_finds_what_is_due_by_an_index_whatever_lies_beside_it() -> None:
    account = builders.account("mail", retention_days=2)
    come_in(account, "m1", WORD)
    with CaptureQueriesContext(connection) as seen:
        assert len(store.due(account, LATE, 50)) == 1
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # of one row it would read the table
            cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"{how} {seen[0]['sql']}")
        assert "message_kept" in str(cursor.fetchall())


def test_what_a_network_demands_is_done_by_then_and_one_account_keeps_no_other_from_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stuck, account = builders.account("feed", retention_days=2), builders.account("mail")
    come_in(stuck, "m0", "alt")
    come_in(account, "m1", WORD)
    limited(monkeypatch, 2)
    wanted = store.due

    def due(of: Account, *told: Any) -> list[Message]:
        if of == stuck:
            raise ValueError
        return wanted(of, *told)

    monkeypatch.setattr(store, "due", due)
    with pytest.raises(ValueError):
        retention.sweep(now=NOW + 2 * DAY - timedelta(minutes=5))
    assert Message.objects.get(remote_id="m1").text == ""
    assert Message.objects.get(remote_id="m0").text == "alt"


def test_nobody_takes_in_while_words_are_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    account = builders.account("mail", retention_days=2)
    come_in(account, "m1", WORD)
    locked: list[str] = []

    def lock(realm: str) -> None:
        assert Message.objects.get().text == WORD, "before anything is read or written"
        locked.append(realm)

    monkeypatch.setattr(store, "one_at_a_time", lock)
    assert retention.sweep(now=LATE) == 1
    assert locked == [Message.objects.get().realm]


def test_of_two_workers_only_one_takes_the_words_away() -> None:
    account = builders.account("mail", retention_days=2)
    come_in(account, "m1", WORD)
    stale = store.due(account, LATE, 50)
    assert retention.sweep(now=LATE) == 1
    assert store.empty(stale, 2, LATE + DAY) == (0, set())
    assert Message.objects.get().emptied_at == LATE


def test_many_messages_go_fifty_at_a_time() -> None:
    account = builders.account("mail", retention_days=2)
    batch = tuple(Incoming(f"m{n}", Author("p"), "Wort", at=NOW, root="m0") for n in range(101))
    intake.take(account.pk, "fetch", "", lambda: Batch(batch), now=NOW)
    assert retention.sweep(now=LATE) == 101
    counted = AuditEntry.objects.filter(verb="account.words_removed").order_by("id")
    assert [e.data["messages"] for e in counted] == [50, 50, 1]
    assert not Message.objects.exclude(text="").exists()
