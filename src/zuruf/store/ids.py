"""Random public ids for addresses: keys stay inside."""

import secrets

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def public_id() -> str:
    """12 characters without look-alikes, about 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))
