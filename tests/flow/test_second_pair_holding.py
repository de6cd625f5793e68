"""Which holding reply goes out when a second pair of eyes does not answer, and the set that it comes from."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK, LATE, TEXT, ask, asking
from zuruf.core.people import Who
from zuruf.core.reply import HOLDING
from zuruf.flow import guideline, holding_set, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    AuditEntry,
    Conversation,
    Delivery,
    GuidelineVersion,
    HoldingText,
    Member,
    MessageAssessment,
    SecondPair,
)  # fmt: skip


@pytest.fixture
def author(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def eyes(name: str, **over: object) -> Member:
    return builders.member(name=name, second_pair=True, **over)


def prepared(text: str, **over: object) -> HoldingText:
    return HoldingText.objects.create(texts={"de": text}, created_at=NOW, **over)


def held_off(author: Who, here: Conversation) -> str:
    ask(author, here)
    second_pair.sweep_late(now=LATE)
    return str(Delivery.objects.filter(conversation=here, kind="holding").get().payload["text"])


def about(here: Conversation, topic: str) -> None:
    message = here.messages.get()
    found = [{"label": "topic", "value": topic, "probability": 1, "reasons": []}]
    MessageAssessment.objects.create(message=message, findings=found, made_at=NOW)


def test_of_the_set_the_one_for_the_topic_goes_out(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    prepared("Wir schauen nach.", position=0)
    prepared("Wir fragen in der Werkstatt nach.", topics=["repair"], position=1)
    about(here, "repair")
    assert held_off(author, here) == "Wir fragen in der Werkstatt nach."


def test_what_is_meant_for_another_topic_is_passed_over(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    prepared("Wir fragen in der Werkstatt nach.", topics=["repair"])
    prepared("Wir schauen nach.", position=1)
    assert held_off(author, here) == "Wir schauen nach."


def test_of_the_set_what_a_guideline_stops_or_asks_about_is_passed_over(
    author: Who, here: Conversation
) -> None:
    asking()
    switched_on()
    eyes("Head of Service")
    prepared("Schreiben Sie an DE89 3704 0044 0532 0130 00.", position=0)
    prepared("Wir erstatten vielleicht.", position=1)
    prepared("Wir schauen nach.", position=2)
    assert held_off(author, here) == "Wir schauen nach."


def test_whoever_was_put_off_once_does_not_read_the_same_words_again(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    prepared("Wir schauen nach.", position=0)
    prepared("Es dauert noch etwas.", position=1)
    assert held_off(author, here) == "Wir schauen nach."
    second_pair.take_back(author, SecondPair.objects.get().public_id, now=LATE)
    later = LATE + timedelta(hours=1)
    reply.send(author, here.public_id, TEXT, seen_answer_seq=0, anyway=True, now=later)
    second_pair.sweep_late(now=later + timedelta(minutes=15))
    said = [d.payload["text"] for d in Delivery.objects.filter(kind="holding").order_by("pk")]
    assert said == ["Wir schauen nach.", "Es dauert noch etwas."]


def test_a_holding_reply_that_a_guideline_stops_by_now_makes_room_for_another(
    author: Who, here: Conversation
) -> None:
    asking()
    eyes("Head of Service")
    prepared("Wir schauen im Lager nach.")
    ask(author, here)
    stop = (
        ASK.format(late="holding", holding="").replace('"refunds"', '"no-store"').replace('"ask"', '"stop"')
    )
    stop = stop.replace('late = "holding"\n', "").replace("minutes = 15\n", "").replace("erstatten", "Lager")
    switched_on(stop.replace("Wir Lager alles", "Im Lager liegt es"))
    second_pair.sweep_late(now=LATE)
    assert Delivery.objects.get().payload["text"] == HOLDING["de"]


class TestTheSet:
    """Editing the prepared holding replies."""

    @pytest.fixture
    def owner(self, db: None) -> Who:
        return builders.who(builders.member(role="owner"))

    def test_only_an_owner_edits_it(self, author: Who) -> None:
        with pytest.raises(Declined) as refused:
            holding_set.save(author, "", {"de": "Moment."}, now=NOW)
        assert refused.value.code == "not_allowed"

    def test_new_ones_stand_at_the_end_and_any_can_be_taken_first(self, owner: Who) -> None:
        ids = [holding_set.save(owner, "", {"de": f"Moment {n}."}, now=NOW) for n in range(3)]
        holding_set.first(owner, ids[2], now=NOW)
        assert [p.view.public_id for p in holding_set.page("de", now=NOW)] == [ids[2], ids[0], ids[1]]

    def test_what_is_retired_is_used_no_more_and_cannot_be_changed(self, owner: Who) -> None:
        made = holding_set.save(owner, "", {"de": "Moment."}, now=NOW)
        holding_set.retire(owner, made, now=NOW)
        holding_set.retire(owner, made, now=NOW)
        assert holding_set.page("de", now=NOW) == ()
        with pytest.raises(Declined) as refused:
            holding_set.save(owner, made, {"de": "Doch."}, now=NOW)
        assert refused.value.code == "unknown_holding"
        assert AuditEntry.objects.filter(verb="holding.retired").count() == 1

    def test_one_without_words_is_refused(self, owner: Who) -> None:
        with pytest.raises(Declined) as refused:
            holding_set.save(owner, "", {"de": "  ", "fr": "Un moment."}, now=NOW)
        assert refused.value.code == "holding_empty"

    def test_what_a_new_house_begins_with_passes_all_shipped_guidelines_on_every_channel(
        self, owner: Who
    ) -> None:
        builders.organisation()
        for channel in ("talk", "bluesky"):
            builders.account(channel)
        guideline.seed(NOW)
        slugs = frozenset(GuidelineVersion.objects.values_list("slug", flat=True))
        guideline.choose(owner, slugs, now=NOW)
        holding_set.seed(NOW)
        holding_set.seed(NOW)
        for hour in (0, 12):  # at night too
            shown = holding_set.page("de", now=NOW + timedelta(hours=hour))
            assert len(shown) == len(holding_set.BEGUN_WITH)
            assert all(c.goes for p in shown for c in p.checked)

    def test_its_page_shows_what_guidelines_make_of_each(self, owner: Who) -> None:
        builders.organisation()
        switched_on()
        holding_set.save(owner, "", {"de": "An DE89 3704 0044 0532 0130 00.", "en": "One moment."}, now=NOW)
        ((german, english),) = [p.checked for p in holding_set.page("de", now=NOW)]
        assert (german.goes, english.goes) == (False, True)
        assert [s.verdict for s in german.said] == ["stop"]
