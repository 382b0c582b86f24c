"""Passwords, one-time codes and tokens."""

from __future__ import annotations

import hmac
import secrets
import time
from hashlib import sha256

import argon2
import pyotp

MIN_PASSWORD = 12  # characters, as NIST SP 800-63B-4 advises beside a second factor: at least 8
MAX_PASSWORD = 200  # a longer one would only cost time
CODE_STEP_SECONDS = 30  # RFC 6238
CODE_WINDOW = 1  # steps that a phone's clock may be off

# argon2id with the parameters of RFC 9106, section 4, for little memory.
_hasher = argon2.PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password)


def password_fits(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one; takes as long where nothing is stored."""
    try:
        return _hasher.verify(stored or _NOBODY, password[:MAX_PASSWORD]) and stored is not None
    except argon2.exceptions.VerificationError:
        return False


def new_totp_secret() -> str:
    """A fresh secret for one-time codes."""
    return pyotp.random_base32()


def totp_address(secret: str, name: str) -> str:
    """What an authenticator app reads from the square code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Suar")


def code_step(secret: str, code: str, after: int) -> int | None:
    """The time step of a valid one-time code (RFC 6238), later than `after`; or None."""
    wanted = "".join(code.split())
    now = int(time.time()) // CODE_STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(now - CODE_WINDOW, now + CODE_WINDOW + 1):
        if step > after and hmac.compare_digest(
            totp.at(step * CODE_STEP_SECONDS).encode(), wanted.encode()
        ):
            return step
    return None


def new_token() -> str:
    """A random token for a link or a cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token, so that the database alone opens nothing."""
    return sha256(token.encode()).hexdigest()


def form_token(session_token: str) -> str:
    """What a page's forms carry, so that no other page can send them (CSRF)."""
    return hmac.new(session_token.encode(), b"suar form", sha256).hexdigest()
