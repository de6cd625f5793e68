"""The words for the audit: every verb that the flow records, the things it records them on, and their codes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from zuruf.store.queries import guideline
from zuruf.store.queries.audit import Entry
from zuruf.web import mandate_words, talk_words

THINGS = {
    "conversation": N_("Conversation"),
    "delivery": N_("Reply on its way"),
    "draft": N_("Draft"),
    "message": N_("Message"),
    "second_pair": N_("Second pair of eyes"),
    "hold": N_("Hold"),
    "incident": N_("Incident"),
    "holding": N_("Holding reply"),
    "note": N_("Note"),
    "account": N_("Account"),
    "guideline": N_("Guideline"),
    "review": N_("Look afterwards"),
    "proposal": N_("Proposal"),
    "agreement": N_("Agreement"),
    "what_if": N_("What if?"),
    "trial": N_("Trial run"),
    "mandate": N_("Mandate"),
    "organisation": N_("Organisation"),
    "member": N_("Person"),
    "team": N_("Team"),
    "disclosure": N_("Disclosure"),
    "talk_post": N_("Post on your own page"),
    "topic": N_("Topic"),
    "goodwill": N_("Goodwill"),
}
OF = {
    "absence": "member",
    "intake": "account",
    "person": "member",
    "post": "draft",
    "reply": "draft",
    "talk": "talk_post",
}  # verbs named otherwise
VERBS = {
    "absence.cancelled": N_("absence cancelled"),
    "absence.ended": N_("back again"),
    "absence.entered": N_("absence entered"),
    "account.checked": N_("checked"),
    "account.connected": N_("connected"),
    "account.disconnected": N_("disconnected"),
    "account.keys_rotated": N_("keys renewed"),
    "account.paused": N_("paused"),
    "account.recall_set": N_("recall time changed"),
    "account.reconnected": N_("connected again"),
    "account.resumed": N_("resumed"),
    "account.signs_set": N_("signatures changed"),
    "account.tone_set": N_("way of speaking changed"),
    "account.trouble": N_("trouble began"),
    "account.works": N_("works again"),
    "conversation.closed": N_("closed"),
    "conversation.folded": N_("joined with the one it belongs to"),
    "conversation.given": N_("handed on"),
    "conversation.incident_left": N_("taken out of an incident"),
    "conversation.incident_set": N_("put into an incident"),
    "conversation.reopened": N_("opened again"),
    "conversation.taken": N_("taken"),
    "delivery.corrected": N_("corrected"),
    "delivery.found": N_("found at the network"),
    "delivery.given_up": N_("given up"),
    "delivery.gone": N_("removed at the network"),
    "delivery.hidden": N_("hidden at the network"),
    "delivery.left": N_("left as it is"),
    "delivery.published": N_("published"),
    "delivery.queued": N_("on its way"),
    "delivery.recalled": N_("recalled"),
    "delivery.refused": N_("refused by the network"),
    "delivery.said_yes": N_("let out by a yes"),
    "delivery.settled": N_("cleared up by a person"),
    "delivery.shown": N_("visible again at the network"),
    "delivery.stopped_in_doubt": N_("stopped, perhaps too late"),
    "delivery.unclear": N_("unclear whether it arrived"),
    "delivery.postponed": N_("postponed"),
    "delivery.withdraw_asked": N_("withdrawal asked for"),
    "delivery.withdraw_failed": N_("withdrawal failed"),
    "delivery.withdraw_waits": N_("withdrawal waits"),
    "delivery.withdrawn": N_("withdrawn"),
    "disclosure.asked": N_("opening one person's audit asked for"),
    "disclosure.confirmed": N_("opening one person's audit confirmed"),
    "disclosure.read": N_("one person's audit read"),
    "disclosure.refused": N_("opening one person's audit refused"),
    "guideline.off": N_("switched off"),
    "guideline.on": N_("switched on"),
    "guideline.saved": N_("new version saved"),
    "guideline.seeded": N_("came with the product"),
    "hold.lifted": N_("lifted"),
    "hold.placed": N_("placed"),
    "holding.first": N_("taken first"),
    "holding.retired": N_("used no more"),
    "holding.set": N_("words set"),
    "incident.closed": N_("closed"),
    "incident.lead_set": N_("lead chosen"),
    "incident.opened": N_("opened"),
    "intake.received": N_("messages received"),
    "mandate.changed": N_("changed"),
    "mandate.ended": N_("ended"),
    "mandate.granted": N_("granted"),
    "message.corrected": N_("understood anew by a person"),
    "message.edited": N_("edited at its source"),
    "message.gone": N_("deleted at its source"),
    "note.written": N_("written"),
    "agreement.confirmed": N_("confirmed"),
    "agreement.ended": N_("ended"),
    "agreement.recorded": N_("recorded"),
    "organisation.review_set": N_("sampling plan changed"),
    "proposal.declined": N_("declined"),
    "proposal.dropped": N_("kept to oneself"),
    "proposal.granted": N_("granted"),
    "proposal.made": N_("made from results"),
    "proposal.passed_on": N_("passed on"),
    "review.decided": N_("looked at"),
    "review.drawn": N_("drawn to be looked at"),
    "review.undone": N_("opened again"),
    "organisation.changed": N_("settings changed"),
    "organisation.hours_set": N_("hours and closing days set"),
    "organisation.demo_kept": N_("demo company kept to try"),
    "organisation.demo_removed": N_("demo company removed"),
    "organisation.guidelines_told": N_("told its guidelines names and numbers"),
    "organisation.mandates_off": N_("mandates switched off"),
    "organisation.mandates_on": N_("mandates put in force"),
    "organisation.first_run_done": N_("first run done"),
    "organisation.tone_set": N_("tone check changed"),
    "person.changed": N_("role or teams changed"),
    "person.deputy_set": N_("deputy chosen"),
    "person.deactivated": N_("let go"),
    "person.invited": N_("invited"),
    "person.link_made": N_("sign-in link made"),
    "person.link_used": N_("signed in by link"),
    "person.password_set": N_("password set"),
    "person.profile_set": N_("profile changed"),
    "person.reactivated": N_("let in again"),
    "post.discarded": N_("thrown away"),
    "post.sent": N_("sent off"),
    "reply.sent": N_("sent off"),
    "second_pair.asked": N_("asked"),
    "second_pair.handed_on": N_("handed on to another person"),
    "second_pair.late": N_("not answered in time"),
    "second_pair.released": N_("released"),
    "second_pair.returned": N_("given back"),
    "second_pair.taken_back": N_("taken back"),
    "goodwill.cancelled": N_("goodwill cancelled"),
    "goodwill.fulfilled": N_("goodwill fulfilled"),
    "goodwill.promised": N_("goodwill promised"),
    "topic.begun": N_("topics to begin with"),
    "topic.restored": N_("topic in use again"),
    "topic.retired": N_("topic retired"),
    "topic.saved": N_("topic kept"),
    "talk.deleted": N_("deleted by its author"),
    "talk.objected": N_("objection received"),
    "talk.objection_decided": N_("objection decided"),
    "talk.posted": N_("posted"),
    "talk.removed": N_("removed by us"),
    "talk.report_decided": N_("report decided"),
    "talk.reported": N_("reported"),
    "talk.restored": N_("shown again"),
    "talk.shown": N_("shown after a look"),
    "trial.ended": N_("ended"),
    "trial.imported": N_("approvals brought in"),
    "trial.started": N_("begun"),
    "what_if.asked": N_("tried on past answers"),
    "what_if.cancelled": N_("stopped"),
    "team.changed": N_("changed"),
    "team.created": N_("created"),
}
ARRIVED = {"edited": N_("edits received"), "gone": N_("deletions received")}  # where no new message came


WHYS = {
    "first_run": N_("first run"),
    "machine": N_("made on the machine itself"),
    "handed_over": N_("to hand over"),
    "shown": N_("shown at once"),
    "waiting": N_("waits for a look"),
    "kind:reply": N_("reply"),
    "kind:holding": N_("holding reply"),
    "kind:correction": N_("correction"),
    "kind:edit": N_("new text in its place"),
    "kind:post": N_("post"),
    "code:part": N_("an earlier part did not go out"),
    "code:original_gone": N_("the original was withdrawn"),
    "decision:there": N_("it is there"),
    "decision:again": N_("send again"),
    "decision:give_up": N_("give up"),
    "scope:everything": N_("everything"),
    "scope:account": N_("one account"),
    "scope:team": N_("one team"),
    "scope:incident": N_("one incident"),
    "back_to_author": N_("back to its author"),
    "released": N_("the answer went out at the deadline"),
    "holding": N_("holding reply"),
    "slow": N_("nobody looked in time"),
    "away": N_("who was asked is away"),
    "answered_meanwhile": N_("answered meanwhile"),
    "asker_gone": N_("the message was deleted meanwhile"),
    "kept": N_("it stays"),
    "removed": N_("removed by us"),
    "upheld": N_("shown again"),
    "rejected": N_("it stays removed"),
    "partner": N_("drafted by a partner"),
    "trial": N_("approved as before: trial run"),
    "time": N_("its time was over"),
    "later": N_("network asks to wait"),
    "not_connected": N_("not connected"),
    "refused": N_("network refuses"),
    "unknown": N_("no clear answer"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words. `url` leads to the thing, "" where it has no page; `history` to its own audit."""

    entry: Entry
    verb: str
    thing: str
    why: str
    url: str
    history: str


def verb(code: str) -> str:
    """The words of a verb; the code itself where a third party's verb is unknown."""
    return _(VERBS[code]) if code in VERBS else code


def thing(code: str) -> str:
    return _(THINGS[code]) if code in THINGS else code


def kind(code: str) -> str:
    """A verb with what it happens to, to choose by: "Account: paused"."""
    of = code.split(".")[0]
    return f"{thing(OF.get(of, of))}: {verb(code)}"


def happened(entry: Entry) -> str:
    """The words of an entry's verb; an arrival says what arrived."""
    if entry.verb == "intake.received" and entry.arrived and "new" not in entry.arrived:
        return ", ".join(_(ARRIVED[what]) for what in entry.arrived)
    return verb(entry.verb)


def why(code: str, titles: Mapping[str, str] | None = None) -> str:
    """A reason in words; a code that we do not know stays as it is. *titles*: guidelines' titles by slug."""
    if code in WHYS:
        return _(WHYS[code])
    kind, _colon, name = code.partition(":")
    if kind == "guideline":
        return "; ".join(_guideline(one, titles or {}) for one in name.split(","))
    if kind == "mandate":
        if "none" in name.split(","):
            return _("no mandate")
        gaps = ", ".join(mandate_words.gap(one) for one in name.split(","))
        return _("no mandate reaches: %(gaps)s") % {"gaps": gaps}
    if kind == "kind":
        return dict(talk_words.report_kinds()).get(name, code)
    return ", ".join(talk_words.doubt(one) for one in code.split(","))


def _guideline(name: str, titles: Mapping[str, str]) -> str:
    slug, at, version = name.partition("@")
    if not at:
        return name
    if slug in titles:
        return _("guideline “%(title)s”, version %(version)s") % {"title": titles[slug], "version": version}
    return _("guideline %(slug)s, version %(version)s") % {"slug": slug, "version": version}


def _titles(entries: Iterable[Entry]) -> Mapping[str, str]:
    """The titles of the guidelines that these entries name. One statement, none where none is named."""
    named = [e.why.removeprefix("guideline:") for e in entries if e.why.startswith("guideline:")]
    slugs = {one.partition("@")[0] for names in named for one in names.split(",")}
    return guideline.titles(slugs, get_language() or "en") if slugs else {}


def before(given: Mapping[str, str]) -> int | None:
    """Where the next page of an audit begins, from an address; None for the first page or for anything odd."""
    text = given.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def lines(entries: Sequence[Entry]) -> list[Line]:
    """Entries as lines for a page."""
    titles = _titles(entries)
    return [Line(e, happened(e), thing(e.thing), why(e.why, titles), _url(e), _history(e)) for e in entries]


def _url(entry: Entry) -> str:
    pages = {"account": "account", "guideline": "guideline", "organisation": "organisation", "team": "team"}
    pages |= {"incident": "incident", "mandate": "mandate"}
    name = pages.get(entry.thing, "")
    if not name and entry.conversation:
        return _reverse("conversation", queue="us", public_id=entry.conversation)
    if name == "organisation":
        return _reverse(name)
    if name == "guideline":
        return _reverse(name, slug=entry.thing_id) if entry.thing_id else ""
    return _reverse(name, public_id=entry.thing_id) if name and entry.thing_id else ""


def _history(entry: Entry) -> str:
    if entry.conversation and entry.thing != "account":
        return f"?thing=conversation&id={entry.conversation}"
    return f"?thing={entry.thing}&id={entry.thing_id}" if entry.thing_id else ""


def _reverse(name: str, **kwargs: str) -> str:
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""
