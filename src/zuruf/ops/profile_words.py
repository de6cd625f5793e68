"""What the commands `teach` and `judge` say when they cannot do it."""

from zuruf.flow.errors import Declined

_WORDS = {
    "name": "{name!r} cannot be a name of a profile or a task: letters, digits, _ . and - with a letter or digit first; not id, text, "
    "language or reasons.",
    "too_few": "Not learned: {why}.",
    "no_profile": "There is no profile {name!r}: zuruf teach --profile {name} makes it.",
    "broken": "The profile cannot be read: {why}",
}


def words(why: Declined) -> str:
    """The sentence for it."""
    return _WORDS[why.code].format(**why.data)
