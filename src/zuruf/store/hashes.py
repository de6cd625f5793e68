"""Keyed hashes: what is stored instead of a secret, a sender or a text. The key is this installation's own."""

from django.utils.crypto import salted_hmac


def digest(purpose: str, *parts: str) -> str:
    """64 hex digits; equal for equal *parts* under one *purpose*, and of no use without the key."""
    return salted_hmac(f"zuruf.{purpose}", "\x1f".join(parts), algorithm="sha256").hexdigest()


def of_secret(secret: str) -> str:
    """What is stored of a secret link of the public page (128 random bits, so nothing slower is needed)."""
    return digest("talk.hash", secret)
