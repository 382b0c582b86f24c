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
from channels.twilio.adapter import TwilioAdapter
from channels.twilio.capabilities import CAPABILITIES as TWILIO
from channels.twilio.rules import RULES as TWILIO_ERRORS
from channels.vault import Vault
from channels.web.adapter import WebAdapter
from channels.web.capabilities import CAPABILITIES as WEB

CAPABILITIES: Mapping[str, Capabilities] = {**TWILIO, **WEB}
ERRORS: Mapping[str, Mapping[int, Rule]] = dict.fromkeys(TWILIO, TWILIO_ERRORS)  # by channel


def rule_of(channel: str, code: int | None) -> Rule:
    """What is done about an error on a channel."""
    return rule_in(ERRORS.get(channel, {}), code)


def adapters(
    settings: Settings, vault: Vault, database: Database, live: LiveContent
) -> list[Adapter]:
    """Those that the settings call for."""
    conversations = Conversations(database, vault)
    return [TwilioAdapter(settings), WebAdapter(settings, vault, conversations, live)]
