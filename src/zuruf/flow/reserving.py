"""An account's public id before there is the account, so that the address at which its network will call can be shown while one
still sets it up there."""

from django.core.signing import BadSignature, Signer

from zuruf.store.ids import public_id

_SALT = "zuruf.account"


def reserve(channel: str) -> str:
    """A new public id for an account of *channel*, signed, so that a form can carry it."""
    return Signer(salt=_SALT).sign(f"{channel}:{public_id()}")


def reserved(channel: str, signed: str) -> str:
    """The public id in it; "" when it was not we who reserved it for this channel."""
    try:
        kind, _, found = Signer(salt=_SALT).unsign(signed).partition(":")
    except BadSignature:
        return ""
    return found if kind == channel else ""
