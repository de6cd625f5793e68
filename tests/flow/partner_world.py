"""A desk in full swing for the laws about partners: something of everything that a verb or an address could be pointed at."""

from dataclasses import dataclass
from datetime import timedelta

from tests import builders
from tests.builders import NOW
from zuruf.core.people import OURS, Who
from zuruf.core.reply import DraftState, Kind
from zuruf.flow import outbox, post, reply
from zuruf.store.models import (
    Account,
    Conversation,
    Delivery,
    Draft,
    GuidelineVersion,
    Hold,
    HoldingText,
    Mandate,
    Member,
    Organisation,
    SecondPair,
    TalkPost,
)

TEXT = "Ihr Ersatzteil kommt am Dienstag."
Fingerprint = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class World:
    """`ids`: public ids of everything, the likeliest first."""

    partner: Who
    desk: Who
    owner: Who
    ids: tuple[str, ...]
    conversations: tuple[str, ...]
    drafts: tuple[Draft, ...]
    accounts: tuple[str, ...]


def world(partner: Member, desk: Member, owner: Member) -> World:
    """A conversation that waits, a partner's question and a colleague's draft, answers on their way, in doubt, out and waiting
    for a yes, a post that is written, a hold."""
    agency, hers, runs = builders.who(partner), builders.who(desk), builders.who(owner)
    account = builders.account("talk")
    waits, asked, begun, sent, doubt, late, out = (builders.conversation(account) for _ in range(7))
    ask = reply.send(agency, asked.public_id, TEXT, seen_answer_seq=0, now=NOW).ask
    builders.draft(begun, desk)
    for one in (sent, doubt, late, out):
        reply.send(hers, one.public_id, TEXT, seen_answer_seq=0, now=NOW)
    rows = {d.conversation_id: d for d in Delivery.objects.all()}
    _set(rows[doubt.pk], state="unclear", doubt_at=NOW, doubts=1)
    Conversation.objects.filter(pk=doubt.pk).update(unclear=1)
    _set(rows[late.pk], wants_yes=True)
    _set(rows[out.pk], state="published", remote_id="out-1", published_at=NOW)
    builders.message(out, remote_id="out-1", ours=True, contact=None, text=f"{TEXT} [AP]")
    post.begin(agency, now=NOW)
    drafts = tuple(Draft.objects.order_by("pk"))
    found = [ask, *(d.public_id for d in rows.values()), *(d.public_id for d in drafts)]
    found += [waits.public_id, asked.public_id, out.public_id, account.public_id]
    found += [partner.public_id, desk.public_id, owner.public_id]
    conversations = tuple(c.public_id for c in (waits, asked, begun, out))
    return World(agency, hers, runs, tuple(found), conversations, drafts, (account.public_id,))


def _set(row: Delivery, **fields: object) -> None:
    Delivery.objects.filter(pk=row.pk).update(**fields)


def fingerprint() -> Fingerprint:
    """All that decides what the public reads and who answers for it. A draft of one's own is no part of it."""
    return {
        "deliveries": list(
            Delivery.objects.order_by("pk").values_list("pk", "state", "accountable", "payload", "withdraw_asked_at", "wants_yes")
        ),
        "decisions": list(
            SecondPair.objects.order_by("pk").values_list("pk", "decided_by", "released_text")
            .exclude(state="cancelled")
        ),
        "people": list(Member.objects.order_by("pk").values_list("pk", "role", "second_pair", "lifts_holds", "is_active")),
        "mandates": list(Mandate.objects.order_by("pk").values_list("pk", "ended_at", "member", "team", "role")),
        "holds": list(Hold.objects.order_by("pk").values_list("pk", "lifted_at")),
        "accounts": list(Account.objects.order_by("pk").values_list("pk", "enabled", "signs", "recall_seconds")),
        "house": list(Organisation.objects.values_list("mandates", "holding", "talk_shows", "name")),
        "holding": list(HoldingText.objects.order_by("pk").values_list("pk", "texts", "topics", "retired_at")),
        "guidelines": list(GuidelineVersion.objects.order_by("pk").values_list("pk", "slug", "version")),
        "page": list(TalkPost.objects.order_by("pk").values_list("pk", "state")),
        "closed": list(Conversation.objects.exclude(state="ahead").order_by("pk").values_list("pk", "state")),
    }  # fmt: skip


def nobody_answers_for() -> list[str]:
    """Deliveries (public ids) that could still reach the public and for which nobody of ours answers."""
    on_the_way = Delivery.objects.filter(state__in=("queued", "sending", "unclear"))
    return list(on_the_way.exclude(accountable__role__in=OURS).values_list("public_id", flat=True))


def hand_in(by: Who, conversation: str, draft: Draft, text: str) -> None:
    """Past all verbs: what would happen if some code queued a draft as its author's own."""
    Draft.objects.filter(pk=draft.pk).update(state=DraftState.SENT, text=text)
    draft.refresh_from_db()
    outbox.queue(by, draft, text=text, kind=Kind.REPLY, now=NOW + timedelta(seconds=1))
