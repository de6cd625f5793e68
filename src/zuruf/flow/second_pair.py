"""The second pair of eyes: one question with a deadline that ends in an answer, never in silence."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.classifiers import facts
from zuruf.core.difference import Difference, difference
from zuruf.core.guideline import Verdict
from zuruf.core.people import OURS, May, Role, Who
from zuruf.core.reply import BACK, CORRECTIONS, AskState, DraftState, Kind, Late, unsigned
from zuruf.core.verdict import Reason
from zuruf.flow import answer, backing, choosing, goodwill, question, signing, trial
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.second_pair_late import sweep_late
from zuruf.flow.verdict import Judged, Weighed, clean, holding_reply, in_words
from zuruf.store import changes, drafts
from zuruf.store.models import Conversation, Draft, SecondPair
from zuruf.store.queries import second_pair as reading
from zuruf.store.queries.reply import Scene

__all__ = ["Looked", "ask", "between", "compare", "decide", "judge", "saw", "sweep_late", "take_back"]


@dataclass(frozen=True, slots=True)
class Looked:
    """What her text would do if she released it so, and what she changed by then."""

    judged: Judged
    difference: Difference


def ask(
    who: Who, draft: Draft, here: Scene, w: Weighed, text: str, now: datetime, same: int | None = None
) -> SecondPair:
    """Hand *draft* to one second pair of eyes. Inside the caller's transaction. *same*: who looks at others like it already.
    Declined("gone") when the draft is no longer being written."""
    if (on := w.terms) is None:
        raise ValueError("only what is asked about is handed on")
    answer.whole(here.pk)
    kept = {"text": text, "verdict": w.verdict, "hits": w.hits(), "answers": here.asked_id, "updated_at": now}
    rows = Draft.objects.filter(pk=draft.pk)
    if draft.kind in CORRECTIONS:
        claimed = drafts.move(rows, DraftState.DISCARDED, DraftState.ASKED, **kept)
    else:
        claimed = drafts.move(rows, DraftState.WRITING, DraftState.ASKED, **kept)
    if not claimed:
        raise Declined("gone")
    SecondPair.objects.filter(draft=draft, state__in=BACK).update(author_saw_at=now)
    _to_its_author(draft, here)  # what comes back has to lie with somebody
    alone = here.post or draft.kind in CORRECTIONS  # nobody waits for it, so it goes back to its author
    plan = choosing.plan(who.id, here, w.judgement, on, now, goodwill=w.goodwill, same=same)
    eyes = plan.choice.eyes.id if plan.choice else None
    made = SecondPair.objects.create(
        draft=draft,
        asked_at=now,
        deadline=plan.deadline,
        next_at=plan.next_at,
        due_at=plan.due_at,
        asked_of_id=eyes,
        first_asked_id=eyes,
        chosen=plan.choice.data() if plan.choice else {},
        late=Late.RETURN if alone else on.late,
        holding="" if alone else holding_reply(here, on),
        guideline=on.guideline[:80],
        reason=w.reason,
        lacks=list(w.coverage.gaps) if w.coverage else [],
        mandate=backing.mandate_of(w),
        asked_text=unsigned(text, signing.mark_of(who, here, now)).strip(),
    )
    trial.note(made, here, w, now)
    whom = {"asked": question.alias_of(eyes), **made.chosen}
    question.note("second_pair.asked", made, here, now, who, why=w.names(), data=whom)
    return made


def judge(who: Who, public_id: str, text: str, *, language: str = "", now: datetime | None = None) -> Judged:
    """What *text* would do if the second pair released it so. Saves nothing. Declined: see `decide`."""
    return compare(who, public_id, text, language=language, now=now).judged


def compare(
    who: Who, public_id: str, text: str, *, language: str = "", now: datetime | None = None
) -> Looked:
    """The same, and what is changed in *text*. Saves nothing. Declined: see `decide`."""
    now, text = now or clock(), clean(text)
    asked, here = _question(who, public_id)
    w = question.weighed(asked, here, text, now, who)
    judged = in_words(who, here, w, language or who.language or "de", now)
    mark = signing.mark_of(signing.speaker(asked.draft.author, who), here, now)
    shown = text[: facts.MAX]  # what is longer goes nowhere
    return Looked(judged, between(asked.asked_text, unsigned(shown, mark)))


def decide(
    who: Who,
    public_id: str,
    decision: str,
    *,
    text: str | None = None,
    meaning: bool | None = None,
    remark: str = "",
    read: str = "",
    anyway: bool = False,
    now: datetime | None = None,
) -> str:
    """Release the draft ("release", with *text* when she changed it) or give it back ("return", with *remark*). *meaning*:
    whether her change makes it say something else, if she said so herself; None: she did not, and what the rules guess is
    kept as a guess. *read*: the newest message that she had before her (public id; "" = the one that the draft answers).

    What a partner wrote goes out as the words of whoever releases it, and who is asked only for that releases no more than
    what she may say herself.

    Returns the conversation's public id. Declined: "gone", "not_yours" (she is no second pair of eyes), "own_draft",
    "decided" (name, state), "remark" (a return needs a sentence), "wrote_again" (text) when a message of theirs came in
    after *read*, unless *anyway*; and for a text that may not go out "empty", "too_long", "stopped", "reads_only",
    "disconnected", "not_covered" (she would have to ask for it herself), "goodwill_beyond".
    """
    now = now or clock()
    asked, here = _question(who, public_id)
    draft = asked.draft
    if decision == "return":
        return _return(who, asked, here, clean(remark).strip(), now)
    if decision != "release":
        raise Declined("gone")
    final = clean(draft.text if text is None else text).strip()
    mark = signing.mark_of(signing.speaker(draft.author, who), here, now)
    w = _releasable(who, asked, here, final, now)
    goodwill.releaser_covers(who, asked, here, w.judgement, w.goodwill, now)
    kept = _kept(asked, final, mark, meaning)
    with transaction.atomic():
        if not anyway and not here.post:
            answer.nothing_new(here.pk, read or (draft.answers.public_id if draft.answers else ""))
        question.settle(who, asked, AskState.RELEASED, now, **kept)
        question.out(asked, here, final, w.verdict, now, who, back=backing.released(asked, who, w))
        told = {key: kept[key] for key in ("changed", "words_changed", "meaning_changed", "meaning_guess")}
        question.note("second_pair.released", asked, here, now, who, data=told)
    return here.public_id


def take_back(who: Who, public_id: str, *, now: datetime | None = None) -> str:
    """The author takes her question back and goes on writing. Returns the conversation's public id. Declined: "gone",
    "not_yours", "decided"."""
    now = now or clock()
    asked = question.found(public_id)
    if asked.draft.author_id != who.id:
        raise Declined("not_yours")
    here = question.scene_of(asked)
    with transaction.atomic():
        question.settle(who, asked, AskState.CANCELLED, now)
        question.reopen(asked.draft, now)
        question.note("second_pair.taken_back", asked, here, now, who)
    return here.public_id


def saw(who: Who, public_id: str, *, now: datetime | None = None) -> str:
    """The author read what was changed of her answer. Twice is once. Returns the conversation's public id. Declined: "gone",
    "not_yours"."""
    now = now or clock()
    asked = question.found(public_id)
    if asked.draft.author_id != who.id:
        raise Declined("not_yours")
    with transaction.atomic():
        if SecondPair.objects.filter(pk=asked.pk, author_saw_at=None).update(author_saw_at=now):
            changes.announce_each(
                [("ask", public_id), ("conversation", asked.draft.conversation.public_id)], now
            )
    return asked.draft.conversation.public_id


def between(before: str, after: str) -> Difference:
    """What was changed from one text to the other, with the persons that are named in them."""
    names = ([f.text for f in facts.find(text)[1] if f.kind == "person"] for text in (before, after))
    return difference(before, after, *names)


def _releasable(who: Who, asked: SecondPair, here: Scene, text: str, now: datetime) -> Weighed:
    """*text* as it would go out. Raises Declined when it may not, or not by her."""
    w = question.weighed(asked, here, text, now, who)
    code = w.problem or ("stopped" if w.verdict is Verdict.STOP else "")
    if w.verdict is Verdict.ASK and w.reason is not Reason.TRIAL and not _looks(who, asked):
        code = "not_covered"
    if code:
        told = w.under.refusal if w.under else ""
        raise Declined(code, judged=in_words(who, here, w, who.language or "de", now), said=told)
    return w


def _kept(
    asked: SecondPair, final: str, mark: str, meaning: bool | None
) -> dict[str, str | int | bool | None]:
    """What a release keeps of what she changed."""
    bare = unsigned(final, mark).strip()
    changed = bare != unsigned(asked.draft.text, mark).strip()
    found = between(asked.asked_text, bare)
    return {
        "changed": changed,
        "released_text": bare,
        "words_changed": found.words,
        "meaning_changed": meaning if changed else False,
        "meaning_guess": changed and found.meaning,
    }


def _return(who: Who, asked: SecondPair, here: Scene, remark: str, now: datetime) -> str:
    if not remark:
        raise Declined("remark")
    with transaction.atomic():
        question.settle(who, asked, AskState.RETURNED, now, remark=remark)
        question.reopen(asked.draft, now)
        _to_its_author(asked.draft, here)
        question.note("second_pair.returned", asked, here, now, who)
    return here.public_id


def _to_its_author(draft: Draft, here: Scene) -> None:
    """The conversation lies with her from now on, unless somebody has taken it."""
    author = draft.author
    if not here.post and draft.kind == Kind.REPLY and author.is_active and author.role in OURS:
        Conversation.objects.filter(pk=here.pk, owner=None).update(owner=author, placed_by=None)


def _question(who: Who, public_id: str) -> tuple[SecondPair, Scene]:
    """For whoever may decide it: those who look, and of what a partner wrote whoever of ours is asked."""
    asked = question.found(public_id)
    if asked.draft.author_id == who.id:
        raise Declined("own_draft")
    hers = who.may(May.ANSWER) and asked.asked_of_id == who.id and reading.by_partner(asked)
    if not hers and not _looks(who, asked):
        raise Declined("not_yours")
    return asked, question.scene_of(asked)


def _looks(who: Who, asked: SecondPair) -> bool:
    """Is she the second pair of eyes on it? By her right, as the lead of its incident, or as an owner when a partner's draft
    lies with nobody."""
    if not who.may(May.ANSWER):
        return False
    alone = asked.asked_of_id is None and reading.by_partner(asked)
    by_right = who.second_pair or (who.role == Role.OWNER and alone)
    return by_right or reading.lead_of(asked.draft.conversation_id) == who.id
