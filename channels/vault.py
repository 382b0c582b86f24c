"""Keeps numbers and texts unreadable to whoever holds only the database.

AES-GCM (NIST SP 800-38D) with a random 96-bit nonce before each sealed value; keys by HKDF
(RFC 5869) from one secret, so that the key that finds a number cannot open one.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class VaultError(Exception):
    """The secret key is unusable, or does not open what was sealed."""


def new_secret() -> str:
    """A fresh value for SUAR_SECRET_KEY."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


class Vault:
    """Seals, opens and finds.

    Args:
        secret: 32 random bytes in URL-safe base64, as `new_secret` makes them.

    Raises:
        VaultError: the secret has another form.
    """

    def __init__(self, secret: str) -> None:
        try:
            key = base64.urlsafe_b64decode(secret.encode())
        except (binascii.Error, ValueError) as error:
            raise VaultError("SUAR_SECRET_KEY is not URL-safe base64") from error
        if len(key) != KEY_BYTES:
            raise VaultError(f"SUAR_SECRET_KEY holds {len(key)} bytes, wanted {KEY_BYTES}")
        self._aead = AESGCM(_derive(key, b"suar seal"))
        self._finding_key = _derive(key, b"suar find")

    def seal(self, text: str) -> bytes:
        """Encrypt a text."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, text.encode("utf-8", "surrogatepass"), None)

    def open(self, sealed: bytes) -> str:
        """Decrypt what `seal` gave.

        Raises:
            VaultError: sealed with another secret, or changed since.
        """
        try:
            plain = self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except InvalidTag as error:
            raise VaultError("sealed with another SUAR_SECRET_KEY, or changed since") from error
        return plain.decode("utf-8", "surrogatepass")

    def fingerprint(self, address: str) -> str:
        """The keyed hash by which an address is found: 64 hexadecimal digits."""
        return hmac.new(self._finding_key, address.encode(), sha256).hexdigest()


def _derive(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
