"""How one may sign, in words."""

from django.utils.translation import gettext as _

from zuruf.core.reply import signature
from zuruf.core.signing import Names, Signs


def way(signs: Signs) -> str:
    """One way to sign."""
    return {
        Signs.TEAM: _("Team"),
        Signs.INITIALS: _("Initials"),
        Signs.FIRST: _("First name"),
        Signs.FULL: _("Full name"),
    }[signs]


def mine(names: Names) -> list[tuple[str, str]]:
    """The ways with what they would look like: "First name: [Jana]"."""
    return [(str(s), _with(way(s), signature(names.under(s)))) for s in Signs]


def ways() -> list[tuple[str, str]]:
    return [(str(s), way(s)) for s in Signs]


def _with(name: str, shown: str) -> str:
    if not shown:
        return _("%(way)s: you have none") % {"way": name}
    return f"{name}: {shown}"
