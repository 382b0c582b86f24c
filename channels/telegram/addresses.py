"""Telegram's addresses: `telegram:` and a chat's number, or our bot's. They tell no country."""

from __future__ import annotations

PREFIX = "telegram:"


def of_chat(chat_id: int) -> str:
    """The address of a private chat."""
    return f"{PREFIX}{chat_id}"


def chat(address: str) -> int:
    """The number of the chat behind an address."""
    return int(address.removeprefix(PREFIX))


def of_bot(token: str) -> str:
    """Our own address: the public part of the bot's token."""
    return f"{PREFIX}{token.partition(':')[0]}"
