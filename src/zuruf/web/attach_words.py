"""What is attached, in words: why a file may not go out, and what was changed about it."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from zuruf.flow.errors import Declined

CODES = (
    "cannot_attach", "too_many_files", "alt_too_long", "file_not_taken", "file_too_large", "file_too_many_pixels",
    "file_empty", "file_cannot_fit", "file_unreadable",
)  # fmt: skip


def size(count: int) -> str:
    """Bytes as networks and manuals count them, in thousands: "30 MB", "1,4 MB", "512 kB"."""
    if count < 1_000_000:
        return f"{number_format(max(1, round(count / 1000)) if count else 0)} kB"
    millions = round(count / 1_000_000, 1)
    return f"{number_format(millions, 0 if millions.is_integer() else 1)} MB"


def refusal(declined: Declined) -> str:
    """Why a file may not go out like this, and what to do."""
    data = declined.data
    named = {"name": data.get("name") or _("The file")}
    match declined.code:
        case "cannot_attach":
            return _(
                "Nothing can be attached on this channel. Remove it, and link to it if it has to be there."
            )
        case "too_many_files":
            return _("At most %(most)s pictures go out with one answer here. Remove some.") % {
                "most": data.get("most")
            }
        case "alt_too_long":
            return _("The words for %(name)s are too long for this channel: at most %(most)s characters.") % {
                **named,
                "most": data.get("most"),
            }
        case "file_not_taken":
            return (
                _(
                    "%(name)s is no picture that can be sent here. JPEG, PNG and WebP can; save it as one of these."
                )
                % named
            )
        case "file_too_large":
            most = size(int(str(data.get("most") or 0)))
            return _("%(name)s is larger than %(most)s. Make it smaller and try again.") % {
                **named,
                "most": most,
            }
        case "file_too_many_pixels":
            return _("%(name)s has more than 50 megapixels. Make it smaller and try again.") % named
        case "file_empty":
            return _("%(name)s is empty.") % named
        case "file_cannot_fit":
            return _("%(name)s cannot be made small enough for this channel. Cut out what matters.") % named
        case _:
            return (
                _("%(name)s cannot be read as a picture. Save it anew as JPEG or PNG and try again.") % named
            )


def changed(name: str, notes: tuple[str, ...]) -> str:
    """What was changed about a picture that was attached; "" when nothing that she may want to know."""
    said = {
        "scaled": _("made smaller, as this channel takes it"),
        "still": _("only the first image of the moving picture"),
        "flattened": _("put on white, since nothing see-through is taken here"),
    }
    told = [said[note] for note in notes if note in said]
    return f"{name}: {', '.join(told)}." if told else ""
