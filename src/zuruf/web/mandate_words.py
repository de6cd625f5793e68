"""What a mandate allows, in plain sentences, and how one differs from another."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from zuruf.core.mandate import RISKS, Gap, Risk
from zuruf.core.people import Role
from zuruf.store.queries.mandate_page import Choices, MandateView, Terms
from zuruf.web.quotes import quoted

SELF = "self"  # the holder is who reads it


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called, by their keys."""

    accounts: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    guidelines: Mapping[str, str] = field(default_factory=dict)
    money: Collection[str] = ()  # which of the guidelines ask about promised money

    @classmethod
    def of(cls, choices: Choices, money: Collection[str] = ()) -> "Names":
        return cls(
            {key: name for key, name, _channel in choices.accounts},
            dict(choices.topics),
            dict(choices.asking),
            money,
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """One line of a mandate before and after. `wider`: True more may be said now, False less, None another thing."""

    what: str
    before: str
    after: str
    wider: bool | None


def intents() -> dict[str, str]:
    """What people may want when they write, by triage's codes."""
    return {
        "question": _("questions"),
        "complaint": _("complaints"),
        "praise": _("praise"),
        "idea": _("ideas"),
        "request": _("requests"),
        "thanks": _("thanks"),
        "abuse": _("abuse"),
        "chat": _("small talk"),
        "spam": _("advertising"),
    }


def risk(step: str) -> str:
    """A step of risk in a word."""
    return {
        Risk.EVERYDAY: _("everyday"),
        Risk.DELICATE: _("delicate"),
        Risk.SERIOUS: _("serious"),
        Risk.GRAVE: _("grave"),
    }[Risk(step)]


def risk_means(step: str) -> str:
    """Where a mandate up to this step ends."""
    return {
        Risk.EVERYDAY: _("Politics, personal data, press, law, health and threats are asked about."),
        Risk.DELICATE: _(
            "Politics and personal data are included; press, law, health and threats are asked about."
        ),
        Risk.SERIOUS: _("Press, law and health are included; only threats and self-harm are asked about."),
        Risk.GRAVE: _("Nothing is asked about because of its risk."),
    }[Risk(step)]


def gap(code: str) -> str:
    """Why a mandate does not reach."""
    return {
        Gap.NONE: _("no mandate"),
        Gap.TERM: _("not in its term"),
        Gap.ACCOUNT: _("another account"),
        Gap.TOPIC: _("another topic, or none that is known"),
        Gap.INTENT: _("another kind of message"),
        Gap.RISK: _("a higher risk"),
        Gap.POST: _("a post, not an answer"),
        Gap.GOODWILL: _("more money than in one answer"),
        Gap.GOODWILL_MONTH: _("more money than is left this month"),
    }[Gap(code)]


def mark(m: MandateView, now: datetime) -> str:
    """Why it does not count now, or not for long; "" when it simply holds."""
    starts, ends = m.terms.starts_at, m.terms.ends_at
    if m.ended_at:
        return _("replaced") if m.replaced_by else _("ended")
    if ends and now >= ends:
        return _("ran out on %(day)s") % {"day": last_day(ends)}
    if starts and now < starts:
        return _("from %(day)s on") % {"day": _day(starts)}
    if ends:
        return _("until %(day)s") % {"day": last_day(ends)}
    return ""


def money(cents: int) -> str:
    """An amount in the reader's language: "20 €", "€12.50"."""
    number = formats.number_format(
        cents / 100, 0 if cents % 100 == 0 else 2, use_l10n=True, force_grouping=True
    )
    return f"€{number}" if (get_language() or "en").startswith("en") else f"{number} €"


def holder(m: MandateView) -> str:
    """Who holds it."""
    return holder_name(m.holder, m.holder_id, m.holder_name)


def holder_name(kind: str, key: str, name: str) -> str:
    if kind == "role":
        return _("All owners") if key == Role.OWNER else _("Everybody at the desk")
    return _("Team %(name)s") % {"name": name} if kind == "team" else name


def sentences(t: Terms, kind: str, who: str, names: Names) -> list[str]:
    """What it allows and where it ends, one sentence each. *kind*: `SELF`, "member", "team", or a role; *who*: her or its name."""
    where = _listed(t.accounts, names.accounts)
    place = _("on %(accounts)s") % {"accounts": where} if where else _("on all accounts")
    said = [
        _first(kind, who) % {"who": who, "where": place},
        _about(t, names),
        risk_means(t.highest_risk),
        promises(t),
        *still_asked(t, names),
    ]
    said.append(_("Posts, too.") if t.posts else _("Answers only, no posts."))
    if t.own_name:
        said.append(_("Under their own name, if they want to."))
    if t.waives:
        named = _listed([quoted([names.guidelines.get(slug, slug)]) for slug in t.waives], {})
        said.append(
            ngettext(
                "The guideline %(which)s need not ask here: such answers go out and are looked at afterwards.",
                "The guidelines %(which)s need not ask here: such answers go out and are looked at afterwards.",
                len(t.waives),
            )
            % {"which": named}
        )
    return [*said, term(t)]


def _first(kind: str, who: str) -> str:
    if kind == SELF:
        return _("You may answer without asking %(where)s.")
    if kind == Role.OWNER:
        return _("All owners may answer without asking %(where)s.")
    if kind == Role.DESK:
        return _("Everybody at the desk may answer without asking %(where)s.")
    if not who:
        return _("Whoever holds it may answer without asking %(where)s.")
    return _("%(who)s may answer without asking %(where)s.")


def brief(t: Terms, names: Names) -> str:
    """The same in one line of a list."""
    parts = [
        _listed(t.accounts, names.accounts) or _("all accounts"),
        _listed(t.topics, names.topics) or _("all topics"),
    ]
    if t.intents:
        parts.append(_listed(t.intents, intents()))
    parts.append(_("up to %(risk)s") % {"risk": risk(t.highest_risk)})
    if t.goodwill_each and t.goodwill_month:
        parts.append(_("goodwill %(each)s") % {"each": money(t.goodwill_each)})
    return " · ".join(parts)


def term(t: Terms) -> str:
    """From when until when it holds."""
    begins = _day(t.starts_at) if t.starts_at else ""
    if t.ends_at:
        return _("It holds from %(begins)s until %(ends)s.") % {"begins": begins, "ends": last_day(t.ends_at)}
    return _("It holds from %(begins)s on, without an end.") % {"begins": begins}


def last_day(ends_at: datetime) -> str:
    """A term ends at midnight; people say the day before."""
    return _day(ends_at - timedelta(seconds=1))


def differences(before: Terms, after: Terms, names: Names) -> list[Changed]:
    """What a change changes, line by line."""
    sets: list[tuple[str, Sequence[str], Sequence[str], str, Mapping[str, str]]] = [
        (_("Accounts"), before.accounts, after.accounts, _("all accounts"), names.accounts),
        (_("Topics"), before.topics, after.topics, _("all topics"), names.topics),
        (_("Kinds of messages"), before.intents, after.intents, _("all kinds"), intents()),
    ]
    found = [
        Changed(what, _listed(a, called) or everything, _listed(b, called) or everything, _wider(a, b))
        for what, a, b, everything, called in sets
        if set(a) != set(b)
    ]
    if (before.waives and set(before.waives) != set(after.waives)) or set(after.waives) - set(before.waives):
        nothing = _("none")
        found.append(
            Changed(
                _("Guidelines that need not ask"),
                _listed(before.waives, names.guidelines) or nothing,
                _listed(after.waives, names.guidelines) or nothing,
                _more(set(before.waives), set(after.waives)),
            )
        )
    return [*found, *_plain_differences(before, after)]


def _plain_differences(a: Terms, b: Terms) -> Iterable[Changed]:
    yes, no, none = _("yes"), _("no"), _("no money")
    steps: Callable[[Risk], int] = RISKS.index
    lines: list[tuple[str, str, str, bool | None]] = [
        (_("Name"), a.name, b.name, None),
        (_("Highest risk"), risk(a.highest_risk), risk(b.highest_risk), steps(b.highest_risk) > steps(a.highest_risk)),
        (_("Goodwill in one answer"), money(a.goodwill_each) if a.goodwill_each else none, money(b.goodwill_each) if b.goodwill_each else none, b.goodwill_each > a.goodwill_each),
        (_("Goodwill in a month"), money(a.goodwill_month) if a.goodwill_month else none, money(b.goodwill_month) if b.goodwill_month else none, b.goodwill_month > a.goodwill_month),
        (_("Posts"), yes if a.posts else no, yes if b.posts else no, b.posts),
        (_("Under their own name"), yes if a.own_name else no, yes if b.own_name else no, b.own_name),
        (_("Ends"), _ends(a), _ends(b), _later(a.ends_at, b.ends_at)),
    ]  # fmt: skip
    return [Changed(*line) for line in lines if line[1] != line[2]]


def _wider(a: Collection[str], b: Collection[str]) -> bool | None:
    """Of sets whose empty one means everything."""
    if not a or not b:
        return not b
    return _more(set(a), set(b))


def _more(a: set[str], b: set[str]) -> bool | None:
    return True if b > a else False if b < a else None


def _later(a: datetime | None, b: datetime | None) -> bool:
    return b is None or (a is not None and b > a)


def _ends(t: Terms) -> str:
    return last_day(t.ends_at) if t.ends_at else _("without an end")


def _about(t: Terms, names: Names) -> str:
    """Which matters it reaches."""
    topics, kinds = _listed(t.topics, names.topics), _listed(t.intents, intents())
    if topics and kinds:
        return _("Only about %(topics)s, and only %(kinds)s; what nobody recognises is asked about.") % {
            "topics": topics,
            "kinds": kinds,
        }
    if topics:
        return _("Only about %(topics)s; what belongs to no topic is asked about.") % {"topics": topics}
    if kinds:
        return _("About every topic, but only %(kinds)s.") % {"kinds": kinds}
    return _("About every topic.")


def promises(t: Terms) -> str:
    if not t.goodwill_each or not t.goodwill_month:
        return _("No money may be promised.")
    return _("Up to %(each)s may be promised in one answer, and %(month)s in a month.") % {
        "each": money(t.goodwill_each),
        "month": money(t.goodwill_month),
    }


def still_asked(t: Terms, names: Names) -> list[str]:
    """Which guidelines ask about money though there is a limit, in a sentence; [] for none."""
    asking = [names.guidelines.get(slug, slug) for slug in names.money if slug not in t.waives]
    if not asking or not t.goodwill_each or not t.goodwill_month:
        return []
    return [_("Still asking about it: %(which)s.") % {"which": quoted(asking)}]


def _listed(keys: Iterable[str], names: Mapping[str, str]) -> str:
    """ "a, b and c"; "" for none."""
    named = [names.get(key, key) for key in keys]
    if len(named) < 2:
        return "".join(named)
    return _("%(some)s and %(last)s") % {"some": ", ".join(named[:-1]), "last": named[-1]}


def _day(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATE_FORMAT")
