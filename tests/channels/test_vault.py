"""What is sealed opens with its key only, and cannot be told from noise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.ledger.database import Database
from channels.ledger.inbox import Inbox
from channels.messages import Inbound
from channels.vault import Vault, VaultError, new_secret

VAULT = Vault(new_secret())


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert VAULT.open(VAULT.seal(text)) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert VAULT.seal("+628111") != VAULT.seal("+628111")


def test_another_key_opens_nothing() -> None:
    with pytest.raises(VaultError, match="another"):
        Vault(new_secret()).open(VAULT.seal("x"))


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(VAULT.seal("x"))
    sealed[-1] ^= 1
    with pytest.raises(VaultError):
        VAULT.open(bytes(sealed))


def test_an_address_is_found_by_its_key_only() -> None:
    assert VAULT.fingerprint("+628111") == VAULT.fingerprint("+628111")
    assert VAULT.fingerprint("+628111") != Vault(new_secret()).fingerprint("+628111")


@pytest.mark.parametrize("secret", ["", "abc", "not base64!", "too-short-for-a-key_"])
def test_an_unusable_secret_is_named_so(secret: str) -> None:
    with pytest.raises(VaultError, match="SUAR_SECRET_KEY"):
        Vault(secret)


async def test_a_database_sealed_with_another_key_is_noticed_at_the_start(
    database_url: str,
) -> None:
    database = Database(database_url)
    await database.migrate()
    message = Inbound("SM1", "sms", "+628111", "+1500", "text", "hi")
    await Inbox(database, VAULT).receive(message)
    await Inbox(database, VAULT).check_key()
    with pytest.raises(VaultError):
        await Inbox(database, Vault(new_secret())).check_key()
    await database.close()
