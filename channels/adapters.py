"""The adapters of this service. Adding a provider is adding its package and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from channels.adapter import Adapter
from channels.capabilities import Capabilities
from channels.settings import Settings
from channels.twilio.adapter import TwilioAdapter
from channels.twilio.capabilities import CAPABILITIES as TWILIO
from channels.web.capabilities import CAPABILITIES as WEB

CAPABILITIES: Mapping[str, Capabilities] = {**TWILIO, **WEB}


def adapters(settings: Settings) -> list[Adapter]:
    """Those that the settings call for."""
    return [TwilioAdapter(settings)]
