"""Words for measures against abuse: what each network lets us do, what became of it, and why it was not done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zuruf import channels
from zuruf.core.hiding import ActState
from zuruf.core.measure import Measure, Offer
from zuruf.flow.able import is_own
from zuruf.flow.errors import Declined
from zuruf.flow.spare import Spared
from zuruf.store.queries.abuse import ActView, Case


@dataclass(frozen=True, slots=True)
class Choice:
    """One measure on the page. `why_not`: why it cannot be chosen here, "" when it can."""

    value: str
    name: str
    says: tuple[str, ...]
    why_not: str = ""


def measure(value: str, ours: bool = False, channel: str = "") -> str:
    """What is done, as a button says it. *ours*: on our own page. *channel*: where, since some call it otherwise."""
    offer = channels.can(channel).offer(value)
    if offer is not None and offer.named:
        return _(offer.named)
    if ours and value == Measure.HIDE:
        return _("Remove from our page")
    return {
        Measure.HIDE: _("Hide the answer"),
        Measure.DELETE: _("Delete the comment"),
        Measure.MUTE: _("Mute the author"),
        Measure.BLOCK: _("Block the author"),
        Measure.REPORT: _("Report to the network"),
        Measure.APPROVE: _("Approve it"),
    }.get(Measure(value), value)


def back(value: str) -> str:
    """The button that takes it back."""
    return {
        Measure.HIDE: _("Show it again"),
        Measure.MUTE: _("Hear this author again"),
        Measure.BLOCK: _("Lift the block"),
    }.get(Measure(value), _("Take it back"))


def returns(a: ActView) -> bool:
    """Whether its network takes it back."""
    offer = channels.can(a.channel).offer(a.measure)
    return offer is not None and offer.back


def choices(case: Case, offers: tuple[Offer, ...]) -> list[Choice]:
    """What can be done about this message on its network, and what not now."""
    live = {a.measure for a in case.acts if a.ended_at is None}
    ours = is_own(case.channel)
    return [
        Choice(
            o.measure.value,
            measure(o.measure, ours, case.channel),
            tuple(says(o, ours)),
            _why_not(o, case, live),
        )
        for o in offers
        if o.measure is not Measure.APPROVE and not (o.unless and o.unless in case.marks)
    ]


def held(case: Case, offers: tuple[Offer, ...]) -> bool:
    """Whether it waits for our approval there, and nobody has given it."""
    wanted = next((o for o in offers if o.measure is Measure.APPROVE), None)
    given = any(
        a.measure == Measure.APPROVE and a.state not in (ActState.REFUSED, ActState.OFF) for a in case.acts
    )
    return wanted is not None and wanted.needs in case.marks and not case.gone and not given


def says(offer: Offer, ours: bool = False) -> list[str]:
    """What somebody has to know before she does it."""
    first = {
        Measure.HIDE: _("The author reads the rule and your reason and can object.")
        if ours
        else _(
            "It is folded away below our post. Whoever unfolds it, or looks at its author's page, still reads it."
        ),
        Measure.DELETE: _("It is gone for everybody."),
        Measure.MUTE: _("Nobody learns of it."),
        Measure.BLOCK: _("This author cannot answer us or mention us any more."),
        Measure.REPORT: _("The network's own moderation decides; we rarely learn what."),
        Measure.APPROVE: _("The public sees it."),
    }[offer.measure]
    return [
        _(offer.says) if offer.says else first,
        *([_("What this author writes to us does not come in any more.")] if offer.deafens else []),
        *([_("Anybody can see at the network that we did it.")] if offer.seen else []),
        *([_("It can be taken back.")] if offer.back and not ours else []),
        *([_("It cannot be taken back.")] if not offer.back else []),
    ]


def _why_not(offer: Offer, case: Case, live: set[str]) -> str:
    if offer.measure.value in live:
        return _("That is done, or on its way.")
    if case.gone and offer.measure in (Measure.HIDE, Measure.DELETE, Measure.REPORT):
        return _("Its author has deleted it.")
    if offer.own_thread and not case.began_by_us:
        return _("Only in a thread that we began. This one is somebody else's.")
    return ""


def state(a: ActView) -> str:
    """Where it stands, in a few words."""
    if a.going_back:
        return _("is being taken back")
    if a.author_deleted:
        return _("its author deleted it")
    if a.ended_at is not None and a.measure == Measure.APPROVE and a.state == ActState.DONE:
        return _("done")
    if a.ended_at is not None:
        return {ActState.REFUSED: _("the network refused it"), ActState.OFF: _("called off")}.get(
            a.state, _("taken back")
        )
    return {
        ActState.QUEUED: _("on its way"),
        ActState.DOING: _("on its way"),
        ActState.DONE: _("done"),
        ActState.UNCLEAR: _("unclear whether it was done"),
    }.get(a.state, "")


def declined(why: Declined) -> str:
    """What is missing or in the way, and what to do."""
    return {
        "no_rule": _("Please choose the house rule that it breaks. Without a rule nothing is hidden."),
        "no_quote": _("Please quote the words that break the rule. Criticism alone breaks none."),
        "not_in_it": _("These words are not in the message. Please quote it as it was written."),
        "quote_short": _(
            "Please quote at least one whole word of the message; a letter or two break no rule."
        ),
        "no_reason": _("Please say why in a sentence. It is kept, and others read it."),
        "no_kind": _("Please say what is wrong with it; the network asks for that."),
        "too_long": _("That is too long: at most %(limit)s characters.")
        % {"limit": why.data.get("limit", "")},
        "already": _("That has been decided already; see below."),
        "gone": _("Its author has deleted it."),
        "not_offered": _("This network does not let us do that from here."),
        "other_thread": _("This thread is somebody else's: only who began it can hide answers in it."),
        "not_held": _("It does not wait for approval there."),
        "not_back": _("This cannot be taken back."),
        "under_way": _("It is on its way just now. Please try again in a moment."),
        "objection_open": _("Its author objected. Please decide the objection instead."),
        "own": _("You decided this yourself. Somebody else looks at it."),
        "not_allowed": _("You may not do that."),
        "theirs": _("Somebody else has it already. You need not do anything."),
        "taken": _("Somebody else has it already. You need not do anything."),
        "no_purpose": _("Please say what it is kept for."),
        "no_owner": _("Please choose who answers for it."),
        "not_longer": _("It is kept that long already."),
        "no_post": _("These words are no longer there."),
    }.get(why.code) or _("Somebody was quicker. Please look at the page again.")


FIELDS = {
    "no_rule": "rule",
    "no_quote": "quote",
    "not_in_it": "quote",
    "quote_short": "quote",
    "no_reason": "reason",
    "too_long": "reason",
    "no_kind": "kind",
}
"""At which field of the form a refusal stands."""


def wrong(why: Declined) -> dict[str, str]:
    """What is missing, and the field where it is; no field where it lies elsewhere."""
    return {"problem": declined(why), "field": FIELDS.get(why.code, "")}


def decided(value: str, ours: bool = False) -> str:
    """What follows from a measure that was just decided; "" where none was."""
    if value not in {*Measure}:
        return ""
    if ours and value == Measure.HIDE:
        return _("It is off our page. Its author reads the rule and your reason and can object.")
    return {
        Measure.HIDE: _("It will be hidden at the network within seconds. Below stands what became of it."),
        Measure.DELETE: _(
            "It will be deleted at the network within seconds. Below stands what became of it."
        ),
        Measure.MUTE: _("The author will be muted within seconds. Below stands what became of it."),
        Measure.BLOCK: _("The author will be blocked within seconds. Below stands what became of it."),
        Measure.REPORT: _(
            "It will be reported to the network within seconds. Below stands what became of it."
        ),
        Measure.APPROVE: _("It will be approved within seconds. Below stands what became of it."),
    }[Measure(value)]


def help_line(said: str) -> str:
    """Where one of ours finds help."""
    return said or _(
        "Nobody has to bear this alone: talk to somebody you trust, or to TelefonSeelsorge, 0800 111 0 111 (free, day and night)."
    )


def spared(what: Spared, help_line_said: str | None) -> str:
    """Said after a conversation was handed on. Kind, and short. *help_line_said*: the house's own, "" for none; None where nothing
    in it needs bearing."""
    if what.name:
        done = _("Handed on to %(name)s. Nobody counts it.") % {"name": what.name}
    elif what.alone:
        done = _("Handed on. Nobody else is there now: it rings as soon as somebody comes. Nobody counts it.")
    else:
        done = _("Handed on to the others at the desk. Nobody counts it.")
    return done if help_line_said is None else f"{done} {help_line(help_line_said)}"
