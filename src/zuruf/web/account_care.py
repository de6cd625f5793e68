"""What an account needs besides its state, in sentences: calls that stay away, access and versions that end, and what answers cost."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.calling import silent
from zuruf.core.capabilities import Version
from zuruf.core.channel import Budget
from zuruf.flow.able import able
from zuruf.store.queries import account_care as reading
from zuruf.store.queries.account_care import Care, Cut
from zuruf.store.queries.accounts import AccountView
from zuruf.web.account_words import problem
from zuruf.web.terms_words import money


@dataclass(frozen=True, slots=True)
class Page:
    """`warnings`: what somebody has to do. `facts`: (what, how)."""

    warnings: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


def page(account: AccountView, now: datetime) -> Page:
    """For the account's own page."""
    care = reading.care(account.public_id, _month(now))
    can = able(account.channel)
    live = account.enabled and not account.disconnected_at
    warnings = []
    if live and care.expires_at:
        warnings.append(access(care.expires_at, now))
    if live and can and can.version:
        warnings.append(version(can.version, timezone.localtime(now).date()))
    if live and can and can.calls:
        warnings.append(_silence(account, care))
    if care.broken:
        warnings.append(_broken(care))
    facts = []
    if can and can.calls:
        called = (
            formats.date_format(timezone.localtime(care.called_at), "SHORT_DATETIME_FORMAT")
            if care.called_at
            else ""
        )
        facts.append((_("Last call from there"), called or _("none yet")))
    if live and care.budget and care.budget.resets_at > now:
        facts.append((_("Left of the network's limit"), _budget(care.budget)))
    if care.cents:
        facts.append((_("Cost of answers this month"), _cost(care)))
    return Page(tuple(filter(None, warnings)), tuple(facts))


def access(ends: datetime, now: datetime) -> str:
    """That our access ends, where that is soon; else ""."""
    if ends - now > reading.ENDS_SOON:
        return ""
    words = {"when": formats.date_format(timezone.localtime(ends), "SHORT_DATETIME_FORMAT")}
    if ends <= now:
        return _("The access ended on %(when)s. Connect the account again.") % words
    return _("The access ends on %(when)s. Connect the account again before.") % words


def version(speaks: Version, today: date) -> str:
    """That the version which we speak ends, where that is soon; else ""."""
    if not speaks.ends_soon(today):
        return ""
    words = {"version": speaks.name, "day": formats.date_format(speaks.ends, "SHORT_DATE_FORMAT")}
    if speaks.ends < today:
        return (
            _(
                "This Zuruf speaks version %(version)s, which the network promised to answer until %(day)s. Update Zuruf."
            )
            % words
        )
    return (
        _(
            "This Zuruf speaks version %(version)s, which the network answers until %(day)s. Update Zuruf before."
        )
        % words
    )


def banner(cut: list[Cut]) -> str:
    """One line above every page; "" when nothing is cut off."""
    ended = [one for one in cut if one.at is None]
    if len(ended) > 1:
        return _("%(n)s accounts have to be connected again") % {"n": len(ended)}
    if ended:
        return _("Connect again: %(name)s") % {"name": ended[0].name}
    if not cut:
        return ""
    words = {
        "name": cut[0].name,
        "day": formats.date_format(timezone.localtime(cut[0].at), "SHORT_DATE_FORMAT"),
    }
    return _("The access to %(name)s ends on %(day)s") % words


def _silence(account: AccountView, care: Care) -> str:
    days = silent(care.called_at, care.found_at, account.created_at).days
    if not days:
        return ""
    said = ngettext(
        "The network has called nobody here for %(n)s day, though asking found messages.",
        "The network has called nobody here for %(n)s days, though asking found messages.",
        days,
    ) % {"n": days}
    look = _("Look there whether the address that it calls is still right. Nothing is lost: Zuruf asks.")
    return f"{said} {look}"


def _broken(care: Care) -> str:
    words = {
        "n": care.broken,
        "when": formats.date_format(timezone.localtime(care.broken_at), "SHORT_DATETIME_FORMAT"),
        "why": problem(care.broken_why.partition(": ")[2] or care.broken_why),
    }
    return (
        ngettext(
            "What came in on %(when)s could not be read: %(why)s It is kept as it came.",
            "%(n)s times what came in could not be read, last on %(when)s: %(why)s It is kept as it came.",
            care.broken,
        )
        % words
    )


def _cost(care: Care) -> str:
    words = {"sum": money(care.cents), "n": care.answers}
    return ngettext("about %(sum)s for %(n)s answer", "about %(sum)s for %(n)s answers", care.answers) % words


def _budget(left: Budget) -> str:
    words = {
        "left": formats.number_format(left.left, use_l10n=True, force_grouping=True),
        "limit": formats.number_format(left.limit, use_l10n=True, force_grouping=True),
        "at": formats.date_format(timezone.localtime(left.resets_at), "SHORT_DATETIME_FORMAT"),
    }
    return _("%(left)s of %(limit)s, anew at %(at)s") % words


def _month(now: datetime) -> datetime:
    return timezone.localtime(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
