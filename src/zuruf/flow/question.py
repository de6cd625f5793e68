"""A question to the second pair of eyes as a row: finding it, deciding it once, and what follows for its draft."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Min

from zuruf.core.people import Who
from zuruf.core.reply import CORRECTIONS, DECIDABLE, AskState, DraftState
from zuruf.flow import answer, attachments, audit, goodwill, signing
from zuruf.flow.author import author
from zuruf.flow.backing import Backing
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Weighed, weigh
from zuruf.store import changes, drafts
from zuruf.store.models import Conversation, Draft, MachineText, Member, SecondPair
from zuruf.store.queries.goodwill import of_draft
from zuruf.store.queries.library_machine import wrote
from zuruf.store.queries.reply import Scene, scene

ROWS = SecondPair.objects.select_related("draft__conversation", "draft__author", "asked_of")


def found(public_id: str) -> SecondPair:
    question = ROWS.filter(public_id=public_id).first()
    if question is None:
        raise Declined("gone")
    return question


def scene_of(question: SecondPair) -> Scene:
    here = scene(question.draft.conversation.public_id)
    if here is None:
        raise Declined("gone")
    draft = question.draft  # a correction answers ourselves: nobody else has to be there
    here = here.alone(draft.privately)
    if draft.kind not in CORRECTIONS:
        return here
    return replace(here, asked_id=draft.answers_id, ref=draft.answers.ref if draft.answers else {})


def weighed(question: SecondPair, here: Scene, text: str, now: datetime, who: Who | None = None) -> Weighed:
    """As the words of whoever answers for them: its author, and for what a partner wrote *who* releases it (None: nobody
    yet, so as the partner's)."""
    draft = question.draft
    alts = [m.alt for m in attachments.media(draft)]
    by = author(signing.speaker(draft.author, who), here, now)
    besides = of_draft(draft.pk).cents
    return weigh(here, answer.spoken(draft, text, by.mark), by, alts, goodwill=besides, now=now)


def settle(who: Who, question: SecondPair, state: AskState, now: datetime, **kept: object) -> None:
    """Claim the question for this decision; *kept* are further fields of it. Declined("decided") when somebody was quicker."""
    claimed = SecondPair.objects.filter(pk=question.pk, state__in=DECIDABLE).update(
        state=state, decided_by=who.id, decided_at=now, next_at=None, **kept
    )
    if not claimed:
        now_is = SecondPair.objects.select_related("decided_by").get(pk=question.pk)
        raise Declined("decided", name=answer.called(now_is.decided_by), state=now_is.state)


def out(
    question: SecondPair,
    here: Scene,
    text: str,
    verdict: str,
    now: datetime,
    who: Who | None = None,
    *,
    back: Backing,
) -> None:
    """Send the draft in its author's name, and what a partner wrote in the name of *who* releases it. Inside the caller's
    transaction."""
    draft = question.draft
    speaker = signing.speaker(draft.author, who)
    text = answer.spoken(draft, text, signing.mark_of(speaker, here, now))
    sent = {"text": text, "verdict": verdict, "updated_at": now}
    if not drafts.move(Draft.objects.filter(pk=draft.pk), DraftState.ASKED, DraftState.SENT, **sent):
        raise Declined("gone")
    draft.refresh_from_db()
    answer.out(who, draft, text, now, back=back)


def reopen(draft: Draft, now: datetime) -> None:
    """Give a draft back to its author. Whatever she began meanwhile is put below it: nothing is lost. A correction is
    kept beside what it was to correct, since the composer is for answers."""
    this = Draft.objects.filter(pk=draft.pk)
    if draft.kind in CORRECTIONS:
        drafts.move(this, DraftState.ASKED, DraftState.DISCARDED, updated_at=now)
        return
    mine = Draft.objects.filter(conversation=draft.conversation_id, author=draft.author_id)
    # Held still: what she types in this very moment would be overwritten.
    other = mine.select_for_update().filter(state=DraftState.WRITING).first()
    text = draft.text
    if other is not None:
        drafts.move(mine.filter(pk=other.pk), DraftState.WRITING, DraftState.DISCARDED, updated_at=now)
        if other.text.strip() and other.text.strip() not in text:
            text = f"{text}\n\n{other.text}"
        attachments.joined(draft.pk, other.pk)
        goodwill.joined(draft.pk, other.pk)
        MachineText.objects.filter(draft=other.pk).update(draft=draft.pk)
    drafts.move(this, DraftState.ASKED, DraftState.WRITING, text=text, updated_at=now)


def note(
    verb: str,
    question: SecondPair,
    here: Scene,
    now: datetime,
    who: Who | None,
    *,
    why: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    """Keep the conversation's `ask_until` true (the earliest deadline that waits), write the audit, tell the desks, and make
    it ring or stop ringing at whoever is asked and whoever asked."""
    Conversation.objects.select_for_update().get(pk=here.pk)  # of two at once the second sees the first
    waiting = SecondPair.objects.filter(draft__conversation=here.pk, state__in=DECIDABLE)
    until = waiting.aggregate(first=Min("deadline"))["first"]
    Conversation.objects.filter(pk=here.pk).update(ask_until=until)
    audit.record(
        verb, "second_pair", question.public_id, now=now, who=who, conversation=here.public_id,
        why=why, data={**machine_in(question), **(data or {})},
    )  # fmt: skip
    changes.announce_each([("conversation", here.public_id), ("ask", question.public_id)], now)


def machine_in(question: SecondPair) -> dict[str, object]:
    """What the audit says of it where a model wrote in the draft: {"machine": model}."""
    model = wrote([(question.draft_id, question.asked_text)]).get(question.draft_id)
    return {"machine": model} if model else {}


def alias_of(member: int | None) -> str:
    """A pseudonym for the audit; "" for nobody."""
    found = Member.objects.filter(pk=member).values_list("alias", flat=True) if member else ()
    return next(iter(found), "")
