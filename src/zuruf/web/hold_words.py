"""The words for holds and incidents: what was declined, what happened, what a list is called."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from zuruf.core.hold import Covers, Scope
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Outlet
from zuruf.flow.errors import Declined
from zuruf.store.queries.holds import HoldView
from zuruf.store.queries.outbox_page import Stalled
from zuruf.web import account_words

_DECLINED = {
    "held_already": N_("This is already held by %(by)s. One release is enough."),
    "may_not_lift": N_("Releasing is for people who are named for it. The hold stays."),
    "unknown_account": N_("This account does not exist."),
    "unknown_team": N_("This team does not exist."),
    "unknown_incident": N_("This incident is closed or does not exist."),
    "two_scopes": N_("A hold lies on one thing. Choose one."),
    "unknown_hold": N_("This hold does not exist."),
    "not_allowed": N_("You can read here. Answering is for people at the desk."),
    "incident_unnamed": N_("Give the incident a name."),
    "incident_lead": N_(
        "Who leads an incident is said by owners, second pairs of eyes and people who may release holds."
    ),
    "incident_leads": N_(
        "An incident is led by an owner, a second pair of eyes, or somebody who may release holds. An owner can change that under People."
    ),
    "incident_there": N_("An incident called %(name)s is open already. Put it in there."),
    "incident_held": N_("%(name)s is held. Taking a conversation out is for people who may release holds."),
    "hold_first": N_("A hold lies on this incident. Release it first, then close."),
    "no_question": N_("Somebody decided it already. This is how it stands now."),
    "unknown_delivery": N_("This reply does not exist any more."),
    "busy": N_("Somebody changed this in the same moment. Nothing was done. Try again."),
}


def declined(why: Declined) -> str | None:
    """What was declined and what to do; None for a code that is not about holds or incidents."""
    said = _DECLINED.get(why.code)
    return _(said) % {"name": _("The incident"), **why.data} if said else None


def title(hold: HoldView) -> str:
    """What a hold lies on and what it covers: "Bluesky: posts and answers"."""
    covers = _("posts and answers") if hold.covers is Covers.ALL else _("posts")
    match hold.scope:
        case Scope.EVERYTHING:
            return _("Everywhere: %(covers)s") % {"covers": covers}
        case Scope.ACCOUNT:
            return _("Account %(name)s: %(covers)s") % {"name": hold.name, "covers": covers}
        case Scope.TEAM:
            return _("Team %(name)s: %(covers)s") % {"name": hold.name, "covers": covers}
        case Scope.INCIDENT:
            return _("Incident %(name)s: %(covers)s") % {"name": hold.name, "covers": covers}


def standing(holds: tuple[HoldView, ...]) -> str:
    """What is held and what flows, in one headline."""
    wide = [hold for hold in holds if hold.everything]
    if any(hold.answers for hold in wide):
        return _("Posts and answers are held")
    if wide:
        return (
            _("Posts are held, answers flow") if len(holds) == 1 else _("Posts are held, answers in places")
        )
    return _("Some of it is held") if holds else _("Everything flows")


def flows(holds: tuple[HoldView, ...]) -> str:
    """What goes on all the same."""
    wide = [hold for hold in holds if hold.everything]
    if any(hold.answers for hold in wide):
        return _("Messages still come in, can be answered and closed. Withdrawing and looking up go on.")
    if wide:
        return _("Answers, corrections and holding replies go out as usual, where nothing else holds them.")
    return _("Everything that is not named here goes out as usual.")


def held(covers: Covers, name: str) -> str:
    """What one click did."""
    if covers is Covers.POSTS:
        said = _("Held: no post goes out%(of)s. Answers go out as usual.")
    else:
        said = _("Held: no post and no answer goes out%(of)s.")
    return said % {"of": f" ({name})" if name else ""}


def lifted(overdue: int, left: tuple[HoldView, ...]) -> str:
    """What goes out now, what wants a yes, and what is held still."""
    if any(hold.everything and hold.answers for hold in left):
        return _("Released. Everything is still held, so nothing goes out yet.")
    said = [_("Released.")]
    if overdue:
        said.append(
            ngettext(
                "%(n)s reply is overdue and waits for a yes.",
                "%(n)s replies are overdue and wait for a yes.",
                overdue,
            )
            % {"n": overdue}
        )
    else:
        said.append(_("Nothing was overdue."))
    if left:
        said.append(_("Still held: %(names)s.") % {"names": "; ".join(title(hold) for hold in left)})
    return " ".join(said)


def said_yes(n: int) -> str:
    """What "send all now" did. What was decided by somebody else meanwhile is not among the *n*."""
    if not n:
        return _("Somebody decided it already. This is how it stands now.")
    return ngettext(
        "%(n)s reply goes out, and can be recalled until it does.",
        "%(n)s replies go out, and can be recalled until they do.",
        n,
    ) % {"n": n}


_SHELVES = {
    "yes": (N_("Overdue: send it now?"), N_("Their time passed while they were held. Each goes out when one of us says so, and can be recalled for a moment as ever; the longest wait comes first.")),
    "hand": (N_("To be posted by hand"), N_("These places have no interface. Somebody takes one, posts it there and says so; until then it counts as not out. The longest wait comes first.")),
    "unclear": (N_("Unclear"), N_("Nobody knows whether these arrived. Look there, then say what is true. Nothing is sent twice unless you say so.")),
    "missing": (N_("Not visible any more"), N_("The network hid or removed these. Answer anew, or leave it at that.")),
    "going": (N_("Going out now"), ""),
    "waiting": (N_("Waiting"), N_("They go out by themselves as soon as they can.")),
    "held": (N_("Held"), N_("They can be recalled. Once released, what is overdue asks first.")),
    "scheduled": (N_("Scheduled"), ""),
    "out": (N_("Sent recently"), ""),
    "back": (N_("Recalled, refused, withdrawn"), ""),
}  # fmt: skip


def shelf(name: str) -> str:
    """What a list of the outbox is called."""
    return _(_SHELVES[name][0])


def about(name: str) -> str:
    """One sentence for a list, "" where its name says enough."""
    said = _SHELVES[name][1]
    return _(said) if said else ""


_ENDED = {
    DeliveryState.SENDING: N_("on its way"),
    DeliveryState.POSTING: N_("being posted by hand"),
    DeliveryState.QUEUED: N_("came back, waits"),
    DeliveryState.RECALLED: N_("recalled"),
    DeliveryState.REFUSED: N_("refused by the network"),
    DeliveryState.UNCLEAR: N_("unclear whether it arrived"),
    DeliveryState.WITHDRAWN: N_("went out, withdrawn since"),
    DeliveryState.GIVEN_UP: N_("given up"),
}


def ended(state: DeliveryState, time: str) -> str:
    """How a reply ended that was in flight; *time* is when it got out, in words."""
    return _(_ENDED[state]) if state in _ENDED else _("out, %(time)s") % {"time": time}


def stalled(one: Stalled, time: str) -> str:
    """Why an account's replies wait; *time* is the next try in words, "" where nobody knows it."""
    until = _("until %(time)s") % {"time": time} if time else ""
    match one.why:
        case Outlet.PAUSED:
            said = _("The account is paused.")
        case Outlet.NOT_CONNECTED | Outlet.DISCONNECTED:
            said = _("Not connected; somebody has to connect the account again.")
        case "budget":
            said = _("The network's allowance is used up.")
        case _other:
            said = account_words.problem(one.said) if one.said and ":" not in one.said[:5] else ""
    tried = _("Tried again: %(time)s.") % {"time": time} if time else ""
    return " ".join(filter(None, (said, tried if one.why != "budget" else until)))
