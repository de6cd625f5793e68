"""The words for accounts: how they are and what to do, and what a network said."""

import re
from dataclasses import dataclass
from functools import cache

from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from zuruf import channels
from zuruf.store.queries.accounts import AccountView


@dataclass(frozen=True, slots=True)
class StateWords:
    """`tone`: ok | wait | trouble | still. `todo` is one sentence, "" when there is nothing to do."""

    tone: str
    title: str
    todo: str
    detail: str = ""


def state(account: AccountView) -> StateWords:
    """How an account is, in words, and what to do about it."""
    if account.disconnected_at:
        return StateWords(
            "still", _("Disconnected"), _("Its conversations are still here. Connect it again to go on.")
        )
    if account.channel not in channels.kinds():
        return _out_of_order(account.channel)
    if account.channel == "import":
        return StateWords(
            "still", _("Imported"), _("What was in the file is here. Nothing more comes by itself.")
        )
    if not account.enabled:
        return StateWords("still", _("Paused"), _("Nothing is read. What was written waits there."))
    detail = problem_html(account.state_why)
    said = {
        "new": StateWords("wait", _("Not read yet"), ""),
        "ok": StateWords("ok", _("Works"), ""),
        "later": StateWords(
            "wait", _("Asked there to wait"), _("Nothing to do: Zuruf asks again by itself.")
        ),
        "not_connected": StateWords(
            "trouble",
            _("Has to be connected again"),
            _("Connect it again. Replies wait until then; none is lost."),
        ),
        "refused": StateWords(
            "trouble",
            _("Refused there"),
            _("See what it says, mend it there or here, then look again."),
        ),
        "unknown": StateWords(
            "trouble",
            _("No clear answer from there"),
            _("Nothing is lost. Zuruf keeps asking; look again now if you like."),
        ),
    }
    found = said.get(account.state, said["unknown"])
    return StateWords(found.tone, found.title, found.todo, detail)


def _out_of_order(channel: str) -> StateWords:
    todo = _(
        "Zuruf cannot load its part for this network. Whoever runs Zuruf finds the reason with zuruf doctor. Until then"
        " nothing is read and replies wait; none is lost."
    )
    return StateWords("trouble", _("Out of order"), todo, problem_html(channels.broken().get(channel, "")))


def limits(check: dict[str, object]) -> list[str]:
    """The limits that a look found, in the reader's language where we know the line."""
    found = check.get("limits", ())
    return [_limit(str(line)) for line in found] if isinstance(found, list | tuple) else []


def _limit(line: str) -> str:
    for pattern, template in _LIMITS:
        if hit := re.fullmatch(pattern, line):
            said = _parts(hit)
            return _("1 entry now") if template == _ENTRIES and said["n"] == "1" else _(template) % said
    return problem(line)  # channels bring their own along


_ENTRIES = N_("%(n)s entries now")
_LIMITS = (
    (r"300 graphemes and 3,000 bytes", N_("300 characters as one sees them, and 3,000 bytes")),
    (
        r"5,000 points an hour, 35,000 a day \(a reply takes up to 3\)",
        N_("5,000 points an hour, 35,000 a day (a reply takes up to 3)"),
    ),
    (r"read only", N_("reads only")),
    (r"(?P<n>[\d,]+) entries now", _ENTRIES),
    (r"(?P<n>[\d,]+) characters", N_("%(n)s characters")),
)
_HOST = r"(?P<host>[^\s:]+) "
_SAID = (
    (
        _HOST + r"answered (?P<status>401)(?P<rest>.*)\.",
        N_("%(host)s does not accept the password or token (error %(status)s%(rest)s)."),
    ),
    (
        _HOST + r"answered (?P<status>\d+)(?P<rest>.*)\.",
        N_("%(host)s answered with error %(status)s%(rest)s."),
    ),
    (
        _HOST + r"lies on a private address\..*",
        N_("%(host)s lies on a private address. An operator can allow it (ZURUF_ALLOW_PRIVATE)."),
    ),
    (
        _HOST + r"sent an answer that cannot be (understood|read)\.",
        N_("%(host)s sent an answer that cannot be understood."),
    ),
    (_HOST + r"did not answer in time\.", N_("%(host)s did not answer in time.")),
    (_HOST + r"could not be reached\.", N_("%(host)s could not be reached.")),
    (
        _HOST + r"broke off before the answer was complete\.",
        N_("%(host)s broke off before the answer was complete."),
    ),
    (
        _HOST + r"sent more than (?P<mb>\S+) MB; the answer was not read\.",
        N_("%(host)s sent more than %(mb)s MB; the answer was not read."),
    ),
    (_HOST + r"was not found under this name\.", N_("%(host)s was not found under this name.")),
    (_HOST + r"has no valid certificate\.", N_("%(host)s has no valid certificate.")),
    (
        _HOST + r"offers no encryption; a password is not sent there\.",
        N_("%(host)s offers no encryption; a password is not sent there."),
    ),
    (
        _HOST + r"does not accept user name and password\.",
        N_("%(host)s does not accept user name and password. Many providers want an app password."),
    ),
    (_HOST + r"cannot send to this address\.", N_("%(host)s cannot send to this address.")),
    (_HOST + r"answered \((?P<rest>.*)\)\.", N_("%(host)s answered: %(rest)s")),
    (_HOST + r"does not say when a mail comes in\.", N_("%(host)s does not say when a mail comes in.")),
    (
        r"There is no folder (?P<folder>.+) in this mailbox\.",
        N_("There is no folder %(folder)s in this mailbox."),
    ),
    (r"The answer could not be read \((?P<fault>\w+)\)\.", N_("The answer could not be read (%(fault)s).")),
    (r"A page could not be stored: (?P<fault>.*)", N_("A page could not be stored: %(fault)s")),
    (_HOST + r"redirects too often\.", N_("%(host)s redirects too often.")),
    (
        r"The feed is not well-formed XML \((?P<fault>.*)\); what could be read was read\.",
        N_("The feed is not well-formed XML (%(fault)s); what could be read was read."),
    ),
)
_PLAIN = (
    N_("This account was disconnected."),
    N_("The program's part for this network cannot be loaded."),
    N_("Another process is renewing the access to this account."),
    N_("The access could not be renewed, since our own database did not answer."),
    N_("Whoever read it broke down, again and again."),
    N_("The key for this account's password is not on this machine. Connect the account again."),
    N_("An invented account: nothing is read from it and nothing goes out."),
)
_UNREAD = "Mentions and replies cannot be read from this server: "


def problem(said: str) -> str:
    """What a channel said, in the reader's language where we know the sentence, and else as it came. What is the network's own stands
    in quotation marks, as its words."""
    return _unmarked(said) if (told := _told(said)) is None else told.replace(_OPEN, "“").replace(_CLOSE, "”")


def problem_html(said: str) -> SafeString:
    """The same for a page, with the network's own words marked as English, which the errors of interfaces are."""
    if (told := _told(said)) is None:
        return format_html('<span lang="en">{}</span>', bare) if (bare := _unmarked(said)) else SafeString()
    drawn = str(escape(told)).replace(_OPEN, '<q lang="en">').replace(_CLOSE, "</q>")
    return SafeString(drawn)  # all of it was escaped


_OPEN, _CLOSE = "\ue000", "\ue001"  # around the network's own words until they are drawn
_WORDS = (
    "rest",
    "reason",
    "why",
    "fault",
)  # parts of a sentence that are words of somebody else, or another sentence


def _unmarked(said: str) -> str:
    return said.replace(_OPEN, "").replace(_CLOSE, "").strip()


def _told(said: str) -> str | None:
    """In the reader's language; None where we do not know the sentence."""
    said = _unmarked(said)
    if said in _PLAIN:
        return _(said)
    if said.startswith(_UNREAD):
        rest = _words(said.removeprefix(_UNREAD))
        return _("Mentions and replies cannot be read from this server: %(rest)s") % {"rest": rest}
    for pattern, template in (*_SAID, *_brought()):
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return _(template) % _parts(found)
    return None


def _parts(found: re.Match[str]) -> dict[str, str]:
    """What is filled in: numbers as the reader writes them, words of the network as such."""
    return {name: _part(name, part) for name, part in found.groupdict().items()}


def _part(name: str, part: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", part):
        return number_format(int(part.replace(",", "")), force_grouping=True)
    if name == "rest" and part.startswith(" ("):
        return _(", in its own words: %(said)s") % {"said": _words(part[2:].removesuffix(")"))}
    return _words(part) if name in _WORDS and part else part


def _words(part: str) -> str:
    """Another sentence that we know, else the network's own words."""
    return told if (told := _told(part)) is not None else f"{_OPEN}{part.strip()}{_CLOSE}"


@cache
def _brought() -> tuple[tuple[str, str], ...]:
    """The sentences that channels bring along: (pattern, English source text)."""
    lines = dict.fromkeys(line for name in channels.kinds() for line in channels.can(name).says)
    return tuple((re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", re.escape(line)), line) for line in lines)
