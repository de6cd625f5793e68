"""Words of others in the quotation marks of the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def quoted(texts: Iterable[str]) -> str:
    """Each text once, in quotation marks, by commas: “a”, “b”."""
    return ", ".join(_("“%(word)s”") % {"word": t} for t in dict.fromkeys(texts))
