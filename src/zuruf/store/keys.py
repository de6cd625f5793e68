"""Keys that live as files beside the database, never in it and never in its backup.

`keys/secret` signs sessions and links; `keys/tokens/<id>` encrypt what networks gave us. The newest key encrypts;
every key that is still there decrypts. A ciphertext names its key: ``<key id>:<token>``. `keys/push` signs what we hand to push
services; a device rings only for the key that it was switched on with.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


class KeyMissing(Exception):
    """The key that a stored secret was encrypted with is not on this machine: connect the account again."""


def secret_key(folder: Path) -> str:
    """The signing key of this installation; made on first use."""
    return _read_or_make(folder / "secret", lambda: secrets.token_urlsafe(48))


def push_key(folder: Path) -> str:
    """The key by which push services know this installation (P-256, PEM; RFC 8292); made on first use."""
    return _read_or_make(folder / "push", _new_push_key)


def encrypt(folder: Path, plain: str) -> str:
    """``<key id>:<token>`` for *plain*, under the newest key; makes the first key when there is none."""
    tokens = folder / "tokens"
    made = tokens.glob("[!.]*") if tokens.is_dir() else ()  # names with a dot are still being written
    names = sorted(made, key=lambda p: (p.stat().st_mtime_ns, p.name))
    path = names[-1] if names else add(folder)
    return f"{path.name}:{Fernet(path.read_text().strip()).encrypt(plain.encode()).decode()}"


def add(folder: Path) -> Path:
    """A new key, which encrypts from now on. What older keys encrypted stays readable while their files are there."""
    key = Fernet.generate_key().decode()
    path = folder / "tokens" / hashlib.sha256(key.encode()).hexdigest()[:8]
    _read_or_make(path, lambda: key)
    return path


def decrypt(folder: Path, cipher: str) -> str:
    """The plain text. Raises KeyMissing when its key is gone or does not fit."""
    name, _, token = cipher.partition(":")
    path = folder / "tokens" / name
    if not name.isalnum() or not path.is_file():
        raise KeyMissing(f"the key {name!r} is missing in {folder / 'tokens'}")
    try:
        return Fernet(path.read_text().strip()).decrypt(token.encode()).decode()
    except (InvalidToken, ValueError):  # a file that was cut off or changed holds no key at all
        raise KeyMissing(f"the key {name!r} does not fit") from None


def _new_push_key() -> str:
    shape = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(*shape).decode()


def _read_or_make(path: Path, make: Callable[[], str]) -> str:
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        _write(draft, make())
        try:
            os.link(draft, path)  # two processes may start at once: the first one's key wins, for both
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        _on_disk(
            path.parent
        )  # what is encrypted next is in the database at once, and stays there after a power cut
    return path.read_text().strip()


def _write(draft: Path, key: str) -> None:
    """For this user alone from its first byte, and on the disk once it returns."""
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key)
        file.flush()
        os.fsync(handle)


def _on_disk(folder: Path) -> None:
    """The names in *folder*, too, and its own."""
    for place in (folder, folder.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
