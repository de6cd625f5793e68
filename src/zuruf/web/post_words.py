"""Posts in words: the button that says what will happen, each account's verdict, and why a post came back."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from zuruf.core.guideline import Verdict
from zuruf.core.schedule import Chosen
from zuruf.flow.errors import Declined
from zuruf.flow.post import OnAccount, Standing
from zuruf.store.queries.post import CameBack
from zuruf.web import reply_words
from zuruf.web.reply_words import Face


@dataclass(frozen=True, slots=True)
class Account:
    """One account beside the text. `state` as in Face; `word` says it; `left`: how much room there is."""

    public_id: str
    state: str
    word: str
    left: str
    over: bool


def face(stands: Standing) -> Face:
    """The button and the lines below it, for all chosen accounts together."""
    if stands.first is None:
        chosen_none = (_("Choose at least one account."),)
        state = "empty" if not stands.written.text.strip() else "stop"
        return Face(state, _("Publish"), "", False, (), chosen_none)
    judged = stands.first.judged
    found = reply_words.face(judged, stands.written.text)
    after = found.after
    if stands.hour and judged.verdict in (Verdict.GO, Verdict.LOOK) and not judged.problem:
        after = tuple(_scheduled(stands, stands.hour))
    return replace(found, label=_label(stands, found), left="", after=after)


def _label(stands: Standing, found: Face) -> str:
    first = stands.first
    if first is None or found.state == "empty":
        return _("Publish")
    if found.state == "go":
        return _("Schedule") if stands.hour else _("Publish")
    if found.state == "look":
        return _("Schedule, will be looked at") if stands.hour else _("Publish, will be looked at")
    return found.label


def _scheduled(stands: Standing, hour: Chosen) -> list[str]:
    said = [] if stands.first is None or stands.first.judged.hits else [_("No guideline objects.")]
    said.append(_("Goes out on %(day)s.") % {"day": day(hour.at)})
    if hour.moved:
        said.append(_("The clocks are put forward then: the hour that you chose does not exist."))
    if hour.ambiguous:
        said.append(_("The clocks are put back then: the hour comes twice, and the first is meant."))
    return said


def account(one: OnAccount, text: str) -> Account:
    """What the text would do on one account, in few words."""
    found = reply_words.face(one.judged, text)
    words = {
        "empty": "",
        "go": _("goes out"),
        "look": _("goes out, will be looked at"),
        "ask": _("second pair of eyes"),
        "stop": _("too long") if one.judged.problem == "too_long" else _("not like this"),
    }
    return Account(one.place.public_id, found.state, words.get(found.state, ""), found.left, found.over)


def day(at: datetime) -> str:
    """A day with its hour where the organisation is: "Tuesday, 3 March, 09:00"."""
    local = timezone.localtime(at)
    german = formats.get_format("DATE_FORMAT").startswith("j.")
    return formats.date_format(local, "l, j. F" if german else "l, j F") + local.strftime(", %H:%M")


def wall(stored: str) -> str:
    """The wall time of what Chosen wrote, as a field takes it."""
    return stored.partition(" ")[0]


def came_back(back: CameBack) -> str:
    """Why a post is its author's again, in a sentence."""
    at = reply_words.clock(back.at) if back.at else ""
    match back.why:
        case "late":
            return _("Nobody looked at it by %(time)s, so it did not go out.") % {"time": at}
        case "returned":
            return _("Given back by %(name)s") % {"name": back.by or _("somebody")}
        case "refused":
            return _("The network did not take it.")
        case "given_up":
            return _("Given up.")
        case _:
            return _("Recalled; it never went out.")


def refusal(declined: Declined) -> str:
    """Why a post was not sent, and what to do. The text is always kept."""
    account = str(declined.data.get("account", ""))
    said = {
        "may_not": _("You may read here, not post. An owner can change that under People."),
        "gone": _("This is no longer open: it was sent or thrown away in another window."),
        "nowhere": _("No account here can post yet. An owner can connect one under Accounts."),
        "no_account": _("Choose at least one account. Your text is kept."),
        "empty": _("There is nothing to publish yet."),
        "past": _("This hour is over. Choose a later one, or none to publish at once."),
        "too_far": _("That is more than a year ahead. Choose an earlier hour."),
        "bad_time": _("This is not a time. Choose a day and an hour."),
        "cannot_reply": _("%(account)s takes no posts.") % {"account": account},
        "reads_only": _("%(account)s takes no posts.") % {"account": account},
    }.get(declined.code)
    told = said or reply_words.refusal(declined)
    return f"{account}: {told}" if account and said is None else told
