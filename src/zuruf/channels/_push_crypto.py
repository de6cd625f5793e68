"""What a push service must not read, and how it knows us: RFC 8291 (message encryption), RFC 8188 (aes128gcm) and RFC 8292 (VAPID)."""

import hashlib
import hmac
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

RECORD = 4096  # bytes; what we send is one record
_CURVE = ec.SECP256R1()


def encrypt(
    plain: bytes,
    p256dh: str,
    auth: str,
    *,
    size: int = 0,
    salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """A body in content encoding aes128gcm that only the browser with these keys (base64url) can read, filled up to *size* bytes so
    that its length tells nothing. *salt* and *sender* are new each time but in tests. Raises ValueError: no such keys, too long."""
    if len(plain) > RECORD - 200:
        raise ValueError("too long for one record")
    theirs = unb64(p256dh)
    salt, sender = salt or os.urandom(16), sender or ec.generate_private_key(_CURVE)
    ours = public(sender)
    shared = sender.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    key = _derived(unb64(auth), shared, b"WebPush: info\0" + theirs + ours, 32)
    content = _derived(salt, key, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(salt, key, b"Content-Encoding: nonce\0", 12)
    filled = plain + b"\2" + bytes(max(0, size - len(plain)))
    head = salt + struct.pack("!IB", RECORD, len(ours)) + ours
    return head + AESGCM(content).encrypt(nonce, filled, None)


def authorization(pem: str, audience: str, subject: str, expires: int) -> str:
    """The header by which the push service at *audience* (an origin) knows who sends. *subject*: where its operator can reach ours;
    *expires*: seconds since 1970, at most a day ahead."""
    key = private(pem)
    claims = {"aud": audience, "exp": expires, "sub": subject}
    signed = ".".join(b64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(SHA256())))
    return f"vapid t={signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={b64(public(key))}"


def private(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key on P-256")
    return key


def public(key: ec.EllipticCurvePrivateKey) -> bytes:
    """65 bytes, as browsers take it."""
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _derived(salt: bytes, key: bytes, info: bytes, size: int) -> bytes:
    """HKDF with SHA-256 (RFC 5869) of at most 32 bytes."""
    drawn = hmac.new(salt, key, hashlib.sha256).digest()
    return hmac.new(drawn, info + b"\1", hashlib.sha256).digest()[:size]
