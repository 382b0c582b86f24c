"""Settings from the environment or `.env`."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# The stand-in knows these; Twilio would refuse them.
DEMO_ACCOUNT_SID = "AC" + "0" * 32
DEMO_AUTH_TOKEN = "demo" + "0" * 28
DEMO_SMS_FROM = "+15005550006"
DEMO_WHATSAPP_FROM = "whatsapp:+15005550006"

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?")
_PAGE = re.compile(r"https?://[A-Za-z0-9.\-]+(:\d{1,5})?(/[!-~]*)?")  # it goes into headers


class Settings(BaseSettings):
    """The gateway's settings. Names in the environment are those of the alias."""

    model_config = SettingsConfigDict(
        env_file=".env",
        extra="ignore",
        populate_by_name=True,
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
    )

    port: int = Field(8080, alias="SUAR_PORT", ge=1, le=65535)
    host: str = Field("127.0.0.1", alias="SUAR_HOST")
    database_url: str = Field("sqlite:///var/suar.db", alias="SUAR_DATABASE_URL", repr=False)
    public_url: str = Field("", alias="SUAR_PUBLIC_URL")
    trusted_proxies: list[IPv4Network | IPv6Network] = Field([], alias="SUAR_TRUSTED_PROXIES")
    secret_key: str = Field("", alias="SUAR_SECRET_KEY", repr=False)
    demo: bool | None = Field(None, alias="SUAR_DEMO")
    allow_drafts: bool | None = Field(None, alias="SUAR_ALLOW_DRAFTS")
    content: Path = Field(Path(), alias="SUAR_CONTENT")
    # Several, with spaces between, share the work; the first action server is the first Rasa's.
    rasa_url: str = Field("http://127.0.0.1:5005", alias="SUAR_RASA_URL")
    actions_url: str = Field("http://127.0.0.1:5055", alias="SUAR_ACTIONS_URL")
    workers: int = Field(1, alias="SUAR_WORKERS", ge=1, le=64)
    metrics_port: int = Field(0, alias="SUAR_METRICS_PORT", ge=0, le=65535)
    holding_after: float = Field(60.0, alias="SUAR_HOLDING_AFTER", gt=0)
    keep_texts_days: float = Field(30.0, alias="SUAR_KEEP_TEXTS_DAYS", gt=0)
    limit_burst: int = Field(20, alias="SUAR_LIMIT_BURST", ge=0)
    limit_seconds: float = Field(10.0, alias="SUAR_LIMIT_SECONDS", gt=0)
    limit_overall: float = Field(200.0, alias="SUAR_LIMIT_OVERALL", gt=0)
    sms_daily_segments: int = Field(0, alias="SUAR_SMS_DAILY_SEGMENTS", ge=0)
    sms_countries: str = Field("", alias="SUAR_SMS_COUNTRIES")
    notice: bool = Field(True, alias="SUAR_NOTICE")
    # Messages a second by channel or by our own address: {"sms": 3, "+15005550006": 100}
    rates: dict[str, Annotated[float, Field(gt=0)]] | None = Field(None, alias="SUAR_RATES")
    sms_price: float = Field(0.0, alias="SUAR_SMS_PRICE", ge=0)
    account_sid: str = Field("", alias="TWILIO_ACCOUNT_SID")
    auth_token: str = Field("", alias="TWILIO_AUTH_TOKEN", repr=False)
    api_url: str = Field("", alias="TWILIO_API_URL")
    content_url: str = Field("", alias="TWILIO_CONTENT_URL")
    sms_from: str = Field("", alias="TWILIO_SMS_FROM")
    whatsapp_from: str = Field("", alias="TWILIO_WHATSAPP_FROM")
    messenger_from: str = Field("", alias="TWILIO_MESSENGER_FROM")
    rcs_from: str = Field("", alias="TWILIO_RCS_FROM")
    whatsapp_template_sid: str = Field("", alias="TWILIO_WHATSAPP_TEMPLATE_SID")
    messaging_service_sid: str = Field("", alias="TWILIO_MESSAGING_SERVICE_SID")
    answers_stop: bool = Field(True, alias="TWILIO_ANSWERS_STOP")
    telegram_bot_token: str = Field("", alias="TELEGRAM_BOT_TOKEN", repr=False)
    telegram_secret_token: str = Field("", alias="TELEGRAM_SECRET_TOKEN", repr=False)
    telegram_api_url: str = Field("https://api.telegram.org", alias="TELEGRAM_API_URL")
    # The web chat: which sites may show it in a frame, when it ends, where "leave quickly" leads.
    web_sites: str = Field("", alias="SUAR_WEB_SITES")
    web_idle_minutes: float = Field(30.0, alias="SUAR_WEB_IDLE_MINUTES", gt=0)
    web_exit_url: str = Field("https://www.google.com/search?q=weather", alias="SUAR_WEB_EXIT_URL")
    sentry_dsn: str = Field("", alias="SENTRY_DSN", repr=False)

    @field_validator("web_sites")
    @classmethod
    def _origins(cls, sites: str) -> str:
        for site in sites.split():
            if not _ORIGIN.fullmatch(site):
                raise ValueError("must be origins such as https://example.org, without a path")
        return sites

    @field_validator("web_exit_url")
    @classmethod
    def _a_page(cls, url: str) -> str:
        if not _PAGE.fullmatch(url):
            raise ValueError("must be the address of a page, beginning with http:// or https://")
        return url

    @field_validator("public_url", "api_url", "content_url", "telegram_api_url")
    @classmethod
    def _a_base(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")

    @field_validator("rasa_url", "actions_url")
    @classmethod
    def _bases(cls, urls: str) -> str:
        if not urls.split():
            raise ValueError("must name at least one address")
        return " ".join(cls._a_base(url) for url in urls.split())

    @field_validator("account_sid")
    @classmethod
    def _an_account(cls, sid: str) -> str:
        if sid and not (sid.startswith("AC") and len(sid) == 34):
            raise ValueError("a Twilio account SID is AC and 32 more characters")
        return sid

    @field_validator("whatsapp_template_sid")
    @classmethod
    def _a_content(cls, sid: str) -> str:
        if sid and not (sid.startswith("HX") and len(sid) == 34):
            raise ValueError("a content SID is HX and 32 more characters")
        return sid

    @field_validator("telegram_bot_token")
    @classmethod
    def _a_token(cls, token: str) -> str:
        if token and not re.fullmatch(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,100}", token):
            raise ValueError("a bot token is a number, a colon, and letters: as BotFather gives it")
        return token

    @field_validator("telegram_secret_token")
    @classmethod
    def _a_secret(cls, secret: str) -> str:
        # https://core.telegram.org/bots/api#setwebhook
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
            raise ValueError("wanted 1 to 256 of A-Z, a-z, 0-9, _ and -")
        return secret

    @property
    def contents_url(self) -> str:
        """The base of the Content API: a stand-in for the REST API stands in for this, too."""
        return self.content_url or self.api_url

    @property
    def rasa_urls(self) -> list[str]:
        """Where Rasas answer."""
        return self.rasa_url.split()

    @property
    def actions_urls(self) -> list[str]:
        """Where action servers answer."""
        return self.actions_url.split()

    @property
    def web_origins(self) -> tuple[str, ...]:
        """The sites that may show the web chat in a frame."""
        return tuple(self.web_sites.split())

    @property
    def is_https(self) -> bool:
        """Whether the world comes to us over TLS."""
        return self.public_url.startswith("https://")

    @property
    def is_demo(self) -> bool:
        """Without any provider's credentials the service runs against the stand-in for Twilio."""
        given = self.account_sid or self.telegram_bot_token
        return not given if self.demo is None else self.demo

    @property
    def serves_drafts(self) -> bool:
        """Unreviewed translations are served in the demo, else only when the operator says so."""
        return self.is_demo if self.allow_drafts is None else self.allow_drafts
