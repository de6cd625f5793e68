"""Posts in words: the button that says what will happen, each account's verdict, and why a post came back."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from zuruf.core.guideline import Verdict
from zuruf.flow.errors import Declined
from zuruf.flow.post import OnAccount, Standing
from zuruf.store.queries.post import CameBack
from zuruf.web import reply_words
from zuruf.web.later_words import when
from zuruf.web.reply_words import Face


@dataclass(frozen=True, slots=True)
class Account:
    """One account beside the text. `state` as in Face; `word` says it; `left`: how much room there is, or in how many
    parts it goes out."""

    public_id: str
    state: str
    word: str
    left: str
    over: bool


def face(stands: Standing) -> Face:
    """The button and the lines below it, for all chosen accounts together."""
    first = stands.first
    if first is None:
        marks = reply_words.marks(stands.on[0].judged, stands.written.text) if stands.on else ()
        return Face("empty", _("Publish"), "", False, marks, (_("Choose where it goes out."),))
    found = reply_words.face(first.judged, stands.written.text, stands.hour, first.wrong)
    after = (
        (_("While you type, it says here what happens to it."),) if found.state == "empty" else found.after
    )
    return replace(found, label=_label(stands, found), left="", after=after)


def _label(stands: Standing, found: Face) -> str:
    at_hour = {"when": when(stands.hour.at)} if stands.hour else None
    if found.state == "go":
        return _("Publish on %(when)s") % at_hour if at_hour else _("Publish")
    if found.state == "look":
        looked_at = _("Publish on %(when)s, will be looked at") if at_hour else ""
        return looked_at % at_hour if at_hour else _("Publish, will be looked at")
    return _("Publish") if found.state == "empty" else found.label


def account(one: OnAccount, text: str) -> Account:
    """What the text would do on one account, in few words."""
    found = reply_words.face(one.judged, text, None, one.wrong)
    word = {
        str(Verdict.GO): _("goes out"),
        str(Verdict.LOOK): _("goes out, will be looked at"),
        str(Verdict.ASK): _("second pair of eyes"),
        str(Verdict.STOP): _("too long") if one.judged.problem == "too_long" else _("not like this"),
    }.get(found.state, "")
    return Account(one.place.public_id, found.state, word, found.parts or found.left, found.over)


def came_back(back: CameBack) -> str:
    """Why a post is its author's again, in a sentence."""
    at = reply_words.clock(back.at) if back.at else ""
    match back.why:
        case "late":
            return _("Nobody looked at it by %(time)s, so it did not go out.") % {"time": at}
        case "returned":
            return _("%(name)s gave it back.") % {"name": back.by or _("somebody")}
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
        "no_account": _("Choose where it goes out. Your text is kept."),
        "empty": _("There is nothing to publish yet."),
        "cannot_reply": _("%(account)s takes no posts.") % {"account": account},
        "reads_only": _("%(account)s takes no posts.") % {"account": account},
    }.get(declined.code)
    if said is not None:
        return said
    told = reply_words.refusal(declined)
    return f"{account}: {told}" if account else told
