"""The library in words: why something was not kept, how a fact stands, what a block led to."""

from collections.abc import Mapping

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zuruf.core.library import Freshness, in_language
from zuruf.flow.errors import Declined
from zuruf.store.queries.library import FactView
from zuruf.store.queries.library_uses import LedTo
from zuruf.web import account_words, refusals


def declined(why: Declined) -> str:
    """Why a page of the library or of the language model was not saved, and what to do."""
    if said := _kept().get(why.code):
        return said % {key: str(value) for key, value in why.data.items()}
    return composer(why) or refusals.words(why)


def composer(why: Declined) -> str:
    """Why something was not put into an answer, or an answer was not sent because of it; "" for what is said elsewhere."""
    if why.code == "fact_expired":
        on = formats.date_format(why.data["on"], "SHORT_DATE_FORMAT")  # type: ignore[arg-type]
        return _("This fact expired on %(day)s. Check it first; Enter once more quotes it all the same.") % {
            "day": on
        }
    said = {
        "not_there": _("This is used no more. Choose something else; your text is kept."),
        "placeholder_left": _("Something is still to be filled in: %(what)s. Your text is kept."),
        "machine_unread": _(
            "%(model)s wrote this and nobody changed a word. Read it and say so below the field, or change it."
        ),
        "model_off": _("There is no language model for this conversation. Your text is kept."),
        "model_url": _("Give the address of the language model, beginning with https://."),
        "model_key": _("The key for the language model is not on this machine. An owner can enter it again."),
        "model_failed": _("The language model did not answer: %(said)s Your text is kept."),
        "model_empty": _("The language model answered nothing that can be used. Your text is kept."),
        "nothing_to_translate": _("Write first what is to be translated."),
    }.get(why.code, "")
    data = {key: str(value) for key, value in why.data.items()}
    if why.code == "model_failed":
        data["said"] = account_words.problem(data["said"])
    return said % data if said else ""


def _kept() -> dict[str, str]:
    return {
        "not_yours_to_write": _("Only those who answer for the house change the library."),
        "no_title": _("Please give it a title, so that it can be found."),
        "no_text": _("Please write it in at least one language."),
        "text_long": _("That is more than %(most)s characters. Please make two of it."),
        "library_full": _("There are %(most)s already. Please retire some first."),
        "gone": _("This is used no more, or somebody changed it meanwhile."),
        "no_owner": _("Choose one of your own people who keeps it true."),
        "bad_link": _("A link begins with https:// and has no blanks."),
        "bad_day": _("This is no date. Choose the last day on which it holds."),
        "expiry_over": _("This day is over. Choose the last day on which it holds."),
        "expiry_far": _("Choose a day within three years: until then somebody looks again."),
        "model_name": _("Say which model is to be asked."),
        "file_unreadable": _("This file cannot be read. It has to be JSON or CSV as it is exported here."),
        "file_empty": _("There is no text block in this file."),
        "file_line": _("Line %(line)s has no title or no text. Nothing was taken over."),
    }


def stands(fact: FactView) -> str:
    """How a fact stands, in a word; "" for one that is fresh."""
    return {Freshness.SOON: _("to be checked soon"), Freshness.EXPIRED: _("expired")}.get(fact.freshness, "")


def led_to(led: LedTo | None) -> list[str]:
    """What it led to, shortest first: "sent 12 times", "5 found fine"; nothing is said about noughts."""
    if led is None or not led.sent:
        return []
    made = [
        (led.sent, ngettext("sent once", "sent %(n)s times", led.sent)),
        (led.fine, ngettext("%(n)s found fine", "%(n)s found fine", led.fine)),
        (led.lessons, ngettext("%(n)s lesson", "%(n)s lessons", led.lessons)),
        (led.thanked, ngettext("%(n)s thanked", "%(n)s thanked", led.thanked)),
        (led.again, ngettext("%(n)s wrote again", "%(n)s wrote again", led.again)),
    ]
    return [said % {"n": n} for n, said in made if n]


def language() -> str:
    """The reader's."""
    return (get_language() or "en")[:2]


def own(texts: Mapping[str, str]) -> tuple[str, str]:
    """(language, text) for this reader."""
    return in_language(texts, language())
