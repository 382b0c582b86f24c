"""The adapters of this service. Adding a provider is adding its package and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from campaign.live import LiveContent
from channels.adapter import Adapter
from channels.capabilities import Capabilities
from channels.ledger.conversations import Conversations
from channels.ledger.database import Database
from channels.rules import Rule, rule_in
from channels.settings import Settings
from channels.telegram.adapter import TelegramAdapter
from channels.telegram.capabilities import CAPABILITIES as TELEGRAM
from channels.telegram.rules import RULES as TELEGRAM_ERRORS
from channels.twilio.adapter import TwilioAdapter
from channels.twilio.capabilities import CAPABILITIES as TWILIO
from channels.twilio.rules import RULES as TWILIO_ERRORS
from channels.vault import Vault
from channels.web.adapter import WebAdapter
from channels.web.capabilities import CAPABILITIES as WEB

CAPABILITIES: Mapping[str, Capabilities] = {**TWILIO, **TELEGRAM, **WEB}
ERRORS: Mapping[str, Mapping[int, Rule]] = {  # by channel
    **dict.fromkeys(TWILIO, TWILIO_ERRORS),
    **dict.fromkeys(TELEGRAM, TELEGRAM_ERRORS),
}


def rule_of(channel: str, code: int | None) -> Rule:
    """What is done about an error on a channel."""
    return rule_in(ERRORS.get(channel, {}), code)


def adapters(
    settings: Settings, vault: Vault, database: Database, live: LiveContent
) -> list[Adapter]:
    """Those that the settings call for."""
    found: list[Adapter] = [WebAdapter(settings, vault, Conversations(database, vault), live)]
    if settings.account_sid:
        found.append(TwilioAdapter(settings))
    if settings.telegram_bot_token:
        found.append(TelegramAdapter(settings, vault, live))
    return found
