"""The tone check of an answer, and how the organisation and its accounts want to speak.

Nothing that is found is kept: neither per answer nor per author. What somebody waves aside is known to her browser alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from zuruf.classifiers import readability
from zuruf.classifiers import tone as reading
from zuruf.core import tone_manners, tone_settings
from zuruf.core.first_words import FORMS
from zuruf.core.people import May, Who
from zuruf.core.readability import Readability
from zuruf.core.reply import blank, signature
from zuruf.core.tone import Around, Habit, check, wanted_address
from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_settings import AccountTone
from zuruf.core.tone_similar import Print, printed
from zuruf.flow import audit, guideline
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import clean
from zuruf.store.models import Account, Organisation
from zuruf.store.queries import tone as stored
from zuruf.store.queries.signing import mark_of


@dataclass(frozen=True, slots=True)
class Looked:
    """What there is to say about a text. `language` of the text; `readability` None: too short for a formula."""

    text: str
    language: str
    findings: tuple[Finding, ...] = ()
    readability: Readability | None = None


def look(who: Who, conversation: str, text: str) -> Looked:
    """The hints on *text* as an answer in this conversation. Declined: "may_not", "gone"."""
    if not who.may(May.DRAFT):
        raise Declined("may_not")
    here = stored.surroundings(conversation)
    if here is None:
        raise Declined("gone")
    text = clean(text)
    mark = mark_of(who, here.account_id, here.signs, clock())
    if blank(text, mark):
        return Looked(text, here.language)
    read = reading.read(_unsigned(text, mark), here.language)
    level = readability.judge(read)
    around = Around(
        reading.read(here.asked, here.language) if here.asked else None,
        here.asker,
        tuple(reading.read(t, here.language) for t in here.ours),
        _print(stored.print_stamp(), guideline_stamp()),
    )
    account = tone_settings.account_tone(here.account_tone)
    usual = _usual(here.account_id, stored.last_answer(here.account_id))
    habit = tone_settings.habit(tone_settings.kinds(here.house_tone.get("off")), account, usual)
    return Looked(
        text, read.language, check(read, habit, around, reading.lexica(read.language), level), level
    )


def form(account: str, ours: Sequence[str], asked: str) -> str:
    """How words that are prepared in German speak to whoever *asked*: "sie" or "du". As *ours* in the thread do, else as the *account*
    has it, else as she does herself; a stranger is addressed with Sie."""
    here = Around(reading.read_as(asked, "de"), ours=tuple(reading.read_as(text, "de") for text in ours))
    wanted = wanted_address(Habit(address=account or "asker"), here)
    return wanted if wanted in FORMS else FORMS[0]


def _unsigned(text: str, by: str) -> str:
    """The text with blanks where her signature stands, so that offsets stay."""
    mark = signature(by)
    return text.replace(mark, " " * len(mark)) if mark else text


@lru_cache(maxsize=64)
def _usual(account: int, last: int) -> str:
    """The greeting that this account's answers have; *last* is its newest answer."""
    rows = stored.last_answers(account) if last else ()
    return tone_settings.usual_greeting(
        [tone_manners.greets(text) for text, _name in rows],
        [tone_manners.names(text, name) for text, name in rows],
    )


def guideline_stamp() -> tuple[str, ...]:
    """Changes when the holding replies of guidelines do."""
    return tuple(g.name for g in guideline.active())


@lru_cache(maxsize=4)
def _print(_texts: tuple[object, ...], _guidelines: tuple[str, ...]) -> Print:
    """The organisation's own texts, laid out; read anew when one of them changes."""
    holding = [t for g in guideline.active() for t in g.then.holding.values()]
    return printed(reading.read(text) for text in (*stored.own_texts(), *holding))


def set_house(who: Who, off: Collection[Kind], texts: str, *, now: datetime | None = None) -> None:
    """What nobody is told, and what the organisation says in print. Declined: "not_allowed", "texts_long" (most)."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    texts = clean(texts).strip()
    if len(texts) > tone_settings.LONGEST:
        raise Declined("texts_long", most=tone_settings.LONGEST)
    with transaction.atomic():
        tone = {"off": sorted(off), "texts": texts}
        Organisation.objects.update_or_create(pk=1, defaults={"tone": tone})
        said = {"off": sorted(off), "texts": len(texts)}
        audit.record("organisation.tone_set", "organisation", "1", now=now, who=who, data=said)


def set_account(who: Who, public_id: str, tone: AccountTone, *, now: datetime | None = None) -> None:
    """How one account speaks. Declined: "not_allowed", "unknown_account"."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    with transaction.atomic():
        if not Account.objects.filter(public_id=public_id).update(tone=tone.stored()):
            raise Declined("unknown_account")
        audit.record("account.tone_set", "account", public_id, now=now, who=who, data=tone.stored())
