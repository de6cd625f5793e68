"""Chats that ring, in words: what came of the last try, and what was declined."""

from django.utils.translation import gettext as _

from zuruf.core.chats import Trouble
from zuruf.flow.errors import Declined
from zuruf.web import refusals


def trouble(code: str) -> str:
    """What came of the last try, and what helps. `core.chats.Trouble`."""
    said: dict[str, str] = {
        Trouble.REFUSED: _("The chat did not take it, or could not be reached. Check the address."),
        Trouble.PRIVATE: _("It lies on a private address. An operator can allow it (ZURUF_ALLOW_PRIVATE)."),
        Trouble.PLAIN: _(
            "It would go out unencrypted. Write the address with an s, as in ntfys:// or jsons://,"
            " or have an operator allow the host (ZURUF_ALLOW_PRIVATE)."
        ),
        Trouble.UNFIT: _("This is not the address of a chat that can be rung."),
        Trouble.KEY: _("The key to this address is gone. Remove it and add it again."),
        Trouble.MAYBE: _("It may have rung or not: no answer came in time. It is not tried again."),
    }
    return said.get(code, "")


def declined(why: Declined) -> str:
    said = {
        "gone": _("There is no such chat any more."),
        "chat_check": _("The address could not be looked at just now. Please try again."),
        "chat_soon": _(
            "It was tried a moment ago. What came of it stands on its line; wait ten seconds to try again."
        ),
        "chat_many": _("More than %(most)s chats would only be noise. Remove one first."),
    }.get(why.code) or trouble(why.code.removeprefix("chat_"))
    return said % {key: str(value) for key, value in why.data.items()} if said else refusals.words(why)
