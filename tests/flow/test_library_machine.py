"""A language model, really asked over the wire: nothing personal goes out, nothing of it goes out unread, and it is off by default."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.builders import NOW, account, conversation, member, organisation, who
from tests.servers.loopback import Loopback, Reply, Request, loopback
from tests.there import there
from zuruf.core.people import Who
from zuruf.flow import library, library_machine, library_model, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.flow.library_model import Chosen
from zuruf.store.models import AuditEntry, Conversation, Draft, LanguageModel, Member

ASKED = "Hallo, hier Wanda Ypsilon, Kundennummer 445566, Tel. 0341 2233445. Wo bleibt mein Bremshebel?"
KEY = "sk-not-a-real-key"


def says(text: str, status: int = 200) -> Reply:
    body = {"choices": [{"message": {"role": "assistant", "content": text}}]}
    return Reply(status, json.dumps(body).encode(), {"content-type": "application/json"})


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[Loopback]:
    """A server on loopback that an operator allowed, and keys of this test's own."""
    settings.DATA = tmp_path
    settings.ALLOW_PRIVATE = ("127.0.0.1",)
    with loopback(lambda _request: says("Guten Tag [PERSON_1], wir schauen nach {…}.")) as running:
        yield running


@pytest.fixture
def owner(db: None) -> Who:
    organisation()
    return who(member(role="owner", name="Olga Wirth", initials="OW"))


def switched_on(owner: Who, server: Loopback, **over: Any) -> None:
    chosen = {"on": True, "url": f"{server.url}/v1", "model": "small-one", "key": KEY, **over}
    library_model.save(owner, Chosen(**chosen), now=NOW)


def asked_by_wanda(**over: Any) -> Conversation:
    c = conversation(account(recall_seconds=0), text=ASKED, **over)
    there(c.contact).name, there(c.contact).handle = "Wanda Ypsilon", "wanda.y"
    there(c.contact).save()
    return c


def draft(owner: Who, c: Conversation, task: str = "draft", text: str = "") -> library_machine.Made:
    return library_machine.write(owner, c.public_id, task, text, now=NOW)


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Declined) as refused:
        act()
    return refused.value.code


def sent(request: Request) -> str:
    return "\n".join(m["content"] for m in json.loads(request.body)["messages"])


def test_it_is_off_until_an_owner_switches_it_on(server: Loopback, owner: Who) -> None:
    c = asked_by_wanda()
    assert code(lambda: draft(owner, c)) == "model_off"
    library_model.save(owner, Chosen(False, f"{server.url}/v1", "small-one", KEY), now=NOW)
    assert code(lambda: draft(owner, c)) == "model_off"
    assert (
        code(lambda: library_model.save(who(member()), Chosen(True, server.url, "m"), now=NOW))
        == "not_allowed"
    )
    assert server.seen == []


def test_nothing_personal_goes_to_it_and_what_comes_back_is_put_together_again(
    server: Loopback, owner: Who
) -> None:
    switched_on(owner, server)
    library.save(owner, "", "Lieferzeit", {"de": "Bremshebel brauchen zehn Tage, {name}."}, now=NOW)
    made = draft(owner, asked_by_wanda())
    (request,) = server.seen
    assert (request.path, request.headers["authorization"]) == ("/v1/chat/completions", f"Bearer {KEY}")
    assert json.loads(request.body)["model"] == "small-one"
    for secret in ("Wanda", "Ypsilon", "wanda.y", "445566", "2233445"):
        assert secret not in request.body.decode()
    assert "Bremshebel brauchen zehn Tage, [PERSON_1]." in sent(request)
    assert made.text == "Guten Tag Wanda Ypsilon, wir schauen nach {…}."
    assert made.masked >= 3


def test_its_words_land_in_the_draft_and_the_audit_names_the_model_and_no_word(
    server: Loopback, owner: Who
) -> None:
    switched_on(owner, server)
    c = asked_by_wanda()
    made = draft(owner, c)
    assert Draft.objects.get().text == made.text
    entry = AuditEntry.objects.get(verb="reply.written_by_machine")
    assert entry.data == {"machine": "small-one", "task": "draft", "masked": made.masked}
    assert (entry.conversation, entry.actor) == (c.public_id, owner.alias)


def test_nobody_sends_the_words_of_a_machine_unread(server: Loopback, owner: Who) -> None:
    server.script = lambda _request: says("Wir schauen nach und melden uns.")
    switched_on(owner, server)
    c = asked_by_wanda()
    text = draft(owner, c).text

    def send(words: str, machine_read: bool = False) -> reply.Sent:
        return reply.send(owner, c.public_id, words, seen_answer_seq=0, now=NOW, machine_read=machine_read)

    assert code(lambda: send(text)) == "machine_unread"
    assert code(lambda: send(f"  {text}\n")) == "machine_unread"
    assert send(text, machine_read=True).delivery
    assert AuditEntry.objects.get(verb="reply.sent").data["machine"] == "small-one"


def test_what_a_person_changed_is_hers(server: Loopback, owner: Who) -> None:
    server.script = lambda _request: says("Wir schauen nach und melden uns.")
    switched_on(owner, server)
    c = asked_by_wanda()
    draft(owner, c)
    assert reply.send(owner, c.public_id, "Wir schauen heute nach.", seen_answer_seq=0, now=NOW).delivery


def test_what_stands_in_the_field_is_translated_into_the_language_of_the_conversation(
    server: Loopback, owner: Who
) -> None:
    server.script = lambda _request: says("“We are looking, [PERSON_1].”")
    switched_on(owner, server)
    made = draft(owner, asked_by_wanda(language="en"), "translation", "Wir schauen nach, Wanda Ypsilon.")
    assert "English" in sent(server.seen[0])
    assert "Bremshebel" not in sent(server.seen[0])  # only what is to be translated
    assert made.text == "We are looking, Wanda Ypsilon."
    assert code(lambda: draft(owner, asked_by_wanda(), "translation", " ")) == "nothing_to_translate"


def test_what_was_written_in_private_is_read_only_where_an_owner_allowed_that(
    server: Loopback, owner: Who
) -> None:
    switched_on(owner, server)
    c = asked_by_wanda(public=False)
    assert code(lambda: draft(owner, c)) == "model_off"
    switched_on(owner, server, private=True)
    assert draft(owner, c).text


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        (Reply(500), "model_failed"),
        (Reply(401, b'{"error": "key sk-not-a-real-key is wrong"}'), "model_failed"),
        (Reply(200, b"<html>"), "model_failed"),
        (Reply(200, b'{"choices": []}'), "model_empty"),
        (Reply(200, b'{"choices": [{"message": {"content": "<think>hm</think>  "}}]}'), "model_empty"),
        (Reply(how="close"), "model_failed"),
    ],
)
def test_when_it_fails_what_was_written_is_kept_and_its_key_is_in_no_word(
    server: Loopback, owner: Who, answer: Reply, refused: str
) -> None:
    server.script = lambda _request: answer
    switched_on(owner, server)
    c = asked_by_wanda()
    with pytest.raises(Declined) as error:
        draft(owner, c, text="Bis hierher.")
    assert error.value.code == refused
    assert KEY not in str(error.value.data)
    assert Draft.objects.get().text == "Bis hierher."


def test_an_address_inside_is_only_asked_where_an_operator_allowed_it(
    server: Loopback, owner: Who, settings: Any
) -> None:
    switched_on(owner, server)
    settings.ALLOW_PRIVATE = ()
    assert code(lambda: draft(owner, asked_by_wanda())) == "model_failed"
    assert server.seen == []


def test_the_key_is_stored_encrypted_and_goes_to_no_other_host(server: Loopback, owner: Who) -> None:
    switched_on(owner, server)
    assert KEY not in LanguageModel.objects.get().secrets
    library_model.save(owner, Chosen(True, f"{server.url}/v2", "small-one"), now=NOW)
    assert library_model.current().has_key
    assert library_model.rotate() == 1
    draft(owner, asked_by_wanda())
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
    library_model.save(owner, Chosen(True, "https://elsewhere.example/v1", "small-one"), now=NOW)
    assert not library_model.current().has_key


@pytest.mark.parametrize(
    ("chosen", "refused"),
    [
        (Chosen(True, "", "m"), "model_url"),
        (Chosen(True, "ftp://example.org", "m"), "model_url"),
        (Chosen(False, "https://name:word@example.org", "m"), "model_url"),
        (Chosen(False, "https://:secret@example.org/v1", "m"), "model_url"),
        (Chosen(False, "https://example.org/v1?key=secret", "m"), "model_url"),
        (Chosen(True, "https://example.org/v1", " "), "model_name"),
    ],
)
def test_it_needs_an_address_and_a_model(owner: Who, chosen: Chosen, refused: str) -> None:
    assert code(lambda: library_model.save(owner, chosen, now=NOW)) == refused


def test_what_the_machine_left_open_does_not_go_out(server: Loopback, owner: Who) -> None:
    switched_on(owner, server)
    c = asked_by_wanda()
    text = draft(owner, c).text
    assert "{…}" in text

    def send(words: str) -> reply.Sent:
        return reply.send(owner, c.public_id, words, seen_answer_seq=0, now=NOW, machine_read=True)

    assert code(lambda: send(text)) == "placeholder_left"
    assert send(text.replace("{…}", "dem Hebel")).delivery


def typed_meanwhile(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """While the model is really asked, its author types on."""
    ask = library_model.ask

    def slowly(messages: list[dict[str, str]]) -> str:
        said = ask(messages)
        Draft.objects.update(text=text)
        return said

    monkeypatch.setattr(library_model, "ask", slowly)


def test_what_was_typed_while_it_wrote_stays_and_its_words_are_only_offered(
    server: Loopback, owner: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Wir schauen gleich nach, ob der Hebel noch im Lager liegt."

    server.script = lambda _request: says(said)
    typed_meanwhile(monkeypatch, "Guten Tag, ich habe schon nachgesehen.")
    switched_on(owner, server)
    c = asked_by_wanda()
    made = draft(owner, c, text="Guten Tag,")
    assert (made.placed, made.text) == (False, said)
    assert Draft.objects.get().text == "Guten Tag, ich habe schon nachgesehen."
    assert reply.send(owner, c.public_id, "Er liegt im Lager.", seen_answer_seq=0, now=NOW).delivery
    assert "machine" not in AuditEntry.objects.get(verb="reply.sent").data  # nothing of it went out


def test_what_was_offered_and_put_in_is_the_words_of_a_machine(
    server: Loopback, owner: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "Wir schauen gleich nach, ob der Hebel noch im Lager liegt."

    server.script = lambda _request: says(said)
    typed_meanwhile(monkeypatch, "Guten Tag!")
    switched_on(owner, server)
    c = asked_by_wanda()
    draft(owner, c)
    assert code(lambda: reply.send(owner, c.public_id, said, seen_answer_seq=0, now=NOW)) == "machine_unread"
    assert reply.send(owner, c.public_id, f"Guten Tag!\n\n{said}", seen_answer_seq=0, now=NOW).delivery
    assert AuditEntry.objects.get(verb="reply.sent").data["machine"] == "small-one"


def test_the_words_of_a_machine_stay_unread_when_it_wrote_others_after_them(
    server: Loopback, owner: Who
) -> None:
    server.script = lambda _request: says("Wir schauen nach und melden uns.")
    switched_on(owner, server)
    c = asked_by_wanda()
    first = draft(owner, c).text
    server.script = lambda _request: says("We will look and write to you.")
    draft(owner, c, "translation", first)
    assert code(lambda: reply.send(owner, c.public_id, first, seen_answer_seq=0, now=NOW)) == "machine_unread"


def test_the_second_pair_sees_that_a_machine_wrote_it_and_the_audit_of_sending_says_so(
    server: Loopback, owner: Who, agency: Member
) -> None:
    server.script = lambda _request: says("Wir schauen nach und melden uns.")
    switched_on(owner, server)
    c, partner = asked_by_wanda(), who(agency)
    draft(partner, c)
    words = "Wir schauen heute nach und melden uns."
    ask = reply.send(partner, c.public_id, words, seen_answer_seq=0, machine_read=True, now=NOW).ask
    (asked,) = reply.standing(owner, c.public_id, now=NOW).to_decide
    assert asked.ask.machine == "small-one"
    second_pair.decide(owner, ask, "release", now=NOW)
    for verb in ("second_pair.asked", "second_pair.released"):
        assert AuditEntry.objects.get(verb=verb).data["machine"] == "small-one"


def test_what_they_wrote_is_translated_for_a_reader_only_where_that_was_allowed_and_nothing_is_kept(
    server: Loopback, owner: Who
) -> None:
    server.script = lambda _request: says("Hello, this is [PERSON_1].")
    c = asked_by_wanda()
    switched_on(owner, server)
    assert code(lambda: library_machine.read(owner, c.public_id, now=NOW)) == "model_off"
    assert code(lambda: draft(owner, c, "reading")) == "model_off"
    assert server.seen == []
    switched_on(owner, server, incoming=True)
    made = library_machine.read(owner, c.public_id, now=NOW)
    assert made.text == "Hello, this is Wanda Ypsilon."
    for secret in ("Wanda", "445566", "2233445"):
        assert secret not in server.seen[0].body.decode()
    assert not Draft.objects.exists()
    entry = AuditEntry.objects.get(verb="message.read_by_machine")
    assert entry.data == {"machine": "small-one", "masked": made.masked}
    private = asked_by_wanda(public=False)
    assert code(lambda: library_machine.read(owner, private.public_id, now=NOW)) == "model_off"
