"""Words for what is kept as evidence."""

from django.utils.translation import gettext as _

from zuruf.core.proof import Purpose


def purposes() -> list[tuple[str, str]]:
    return [(p.value, purpose(p)) for p in Purpose]


def purpose(value: str) -> str:
    return {
        Purpose.POLICE: _("For the police"),
        Purpose.COURT: _("For claims before a court"),
        Purpose.STAFF: _("To protect one of us"),
        Purpose.NETWORK: _("For a report to the network"),
    }.get(Purpose(value), value)


def terms() -> list[tuple[str, str]]:
    """How long it may be kept: (key of core.proof.LASTS, words)."""
    return [("quarter", _("three months")), ("year", _("one year")), ("long", _("three years"))]
