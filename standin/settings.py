"""Who the stand-in is and whom it calls: fixed when the process starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from standin.behaviour import Behaviour

# Invented, so that the demo runs with no account anywhere. The SMS number is the one Twilio sets
# aside for tests, the WhatsApp number is Twilio's sandbox.
DEMO_ACCOUNT_SID = "AC" + "0" * 31 + "1"
DEMO_AUTH_TOKEN = "0" * 31 + "1"
DEMO_SERVICE_SID = "MG" + "0" * 31 + "1"
DEMO_SMS_FROM = "+15005550006"
DEMO_WHATSAPP_FROM = "whatsapp:+14155238886"
DEMO_MESSENGER_FROM = "messenger:100000000000001"
DEMO_RCS_FROM = "rcs:suar_demo_agent"


@dataclass(frozen=True)
class Settings:
    """Where to listen, whose account to play, which senders it has, where its webhook is."""

    host: str = "127.0.0.1"
    port: int = 8085
    account_sid: str = DEMO_ACCOUNT_SID
    auth_token: str = DEMO_AUTH_TOKEN
    webhook_url: str = "http://127.0.0.1:8080/twilio/message"
    public_url: str = ""
    sms_from: str = DEMO_SMS_FROM
    whatsapp_from: str = DEMO_WHATSAPP_FROM
    messenger_from: str = DEMO_MESSENGER_FROM
    rcs_from: str = DEMO_RCS_FROM
    messaging_service_sid: str = DEMO_SERVICE_SID
    behaviour: Behaviour = field(default_factory=Behaviour)
    keep_messages: int = 20_000
    keep_connections: bool = False

    def senders(self) -> dict[str, str]:
        """Give our own address on each channel: {"sms": "+1…", "whatsapp": "whatsapp:+1…"}."""
        return {
            "sms": self.sms_from,
            "whatsapp": self.whatsapp_from,
            "messenger": self.messenger_from,
            "rcs": self.rcs_from,
        }

    def signed_url(self) -> str:
        """Give the webhook's address as the world knows it, which is the one Twilio signs."""
        if not self.public_url:
            return self.webhook_url
        webhook = urlsplit(self.webhook_url)
        query = f"?{webhook.query}" if webhook.query else ""
        return self.public_url.rstrip("/") + webhook.path + query

    def reachable(self, url: str) -> str:
        """Turn an address under the public one, which may lead nowhere here, into a local one."""
        public = self.public_url.rstrip("/")
        if not public or not url.startswith(public + "/"):
            return url
        webhook = urlsplit(self.webhook_url)
        return f"{webhook.scheme}://{webhook.netloc}{url.removeprefix(public)}"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings that Suar and its stand-in share; what is unset or empty is the demo's."""
    names = {
        "account_sid": "TWILIO_ACCOUNT_SID",
        "auth_token": "TWILIO_AUTH_TOKEN",
        "public_url": "SUAR_PUBLIC_URL",
        "sms_from": "TWILIO_SMS_FROM",
        "whatsapp_from": "TWILIO_WHATSAPP_FROM",
        "messenger_from": "TWILIO_MESSENGER_FROM",
        "rcs_from": "TWILIO_RCS_FROM",
        "messaging_service_sid": "TWILIO_MESSAGING_SERVICE_SID",
        "webhook_url": "STANDIN_WEBHOOK_URL",
        "host": "STANDIN_HOST",
    }
    found = {field: environment[name] for field, name in names.items() if environment.get(name)}
    behaviour = Behaviour().changed(behaviour_words(environment))
    port = int(environment.get("STANDIN_PORT") or Settings.port)
    return Settings(**found, port=port, behaviour=behaviour)  # type: ignore[arg-type]


def behaviour_words(environment: Mapping[str, str]) -> dict[str, str]:
    """Pick STANDIN_RATE_429=0.1 and the like out of the environment."""
    names = {name: f"STANDIN_{name.upper()}" for name in Behaviour.names()}
    return {name: environment[key] for name, key in names.items() if environment.get(key)}
