"""The words for how long words of others are kept: on an account's page, and where they are about to go or are gone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf import channels
from zuruf.core import retention as rules
from zuruf.store.queries.accounts import AccountView
from zuruf.web.channel_words import span


@dataclass(frozen=True, slots=True)
class Keeping:
    """`days`: what the house chose, None: nothing. `most`: what it can choose. `network`: what the network demands, in a sentence, ""
    where it demands nothing. `said`: how it is, in a sentence."""

    days: int | None
    most: int
    network: str
    said: str


def of_account(account: AccountView) -> Keeping | None:
    """None where nothing is to be chosen: our own page, and a channel that is not installed any more."""
    if account.channel not in channels.kinds() or channels.can(account.channel).own:
        return None
    network = channels.can(account.channel).retention
    lasts = rules.lasts(account.retention_days, network)
    demand = ""
    if network is not None:
        told = {"network": _network(account.channel), "time": span(network)}
        demand = _("%(network)s lets us keep what it gave for %(time)s, and no longer.") % told
    said = _("Words of others are kept until somebody deletes them.")
    if lasts is not None:
        n = max(lasts.days, 1)
        said = ngettext(
            "Words of others are removed %(n)s day after they came in.",
            "Words of others are removed %(n)s days after they came in.",
            n,
        ) % {"n": n}
    return Keeping(account.retention_days, rules.most_days(network), demand, said)


def evidence(channel: str) -> str:
    """For how long a network lets anything be kept, whatever for; "" where it says nothing."""
    network = channels.can(channel).retention
    if network is None:
        return ""
    told = {"network": _network(channel), "time": span(network)}
    return _("%(network)s lets us keep it for %(time)s only, evidence too. Export it before.") % told


def removed(channel: str, after: int | None) -> str:
    """Why a message has no words any more."""
    n = after or 1
    network = channels.can(channel).retention
    if network is not None and n >= network.days:
        return ngettext(
            "The text was removed after %(n)s day, as %(network)s demands.",
            "The text was removed after %(n)s days, as %(network)s demands.",
            n,
        ) % {"n": n, "network": _network(channel)}
    return ngettext(
        "The text was removed after %(n)s day, as this account is set.",
        "The text was removed after %(n)s days, as this account is set.",
        n,
    ) % {"n": n}


def leaves(channel: str, days: int | None, came: datetime, now: datetime) -> str:
    """When its words go, if that is soon; "" if not."""
    if channel not in channels.kinds() or channels.can(channel).own:
        return ""
    lasts = rules.lasts(days, channels.can(channel).retention)
    if lasts is None or came + lasts > now + rules.SOON:
        return ""
    at = date_format(localtime(came + lasts), "SHORT_DATETIME_FORMAT")
    if rules.demanded(days, channels.can(channel).retention):
        return _("Its text goes on %(at)s, as %(network)s demands.") % {
            "at": at,
            "network": _network(channel),
        }
    return _("Its text goes on %(at)s, as this account is set.") % {"at": at}


def _network(channel: str) -> str:
    """Who demands it: of "LinkedIn page" that is LinkedIn."""
    return channels.can(channel).title.split(" ")[0]
