"""The scene of an answer is the same whether its page was opened, its field was typed in, or it was sent."""

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.store.models import Member
from zuruf.store.queries import opened as opened_module
from zuruf.store.queries.opened import opened
from zuruf.store.queries.reply import composer_in, composer_of, scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("machines", [0, 1, 3])
def test_what_a_machine_wrote_last_is_not_what_one_answers(
    answers: Member, machines: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened_module, "THREAD", 2)  # of three the thread shows none of hers
    who, here = builders.who(answers), builders.conversation(text="Wo bleibt mein Rad?")
    asked = here.messages.get()
    for _ in range(machines):
        builders.message(here, text="Ich bin nicht im Haus.", auto=True)
    read, in_field = opened(who, here.public_id), composer_in(who, here.public_id, NOW)
    assert read is not None
    assert in_field is not None
    scenes = [composer_of(read, who, NOW)[1], in_field[1], scene(here.public_id)]
    assert [s.asked_id for s in scenes if s] == [asked.pk] * 3
