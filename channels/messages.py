"""What the adapters and the core say to each other: no provider's words in here."""

from __future__ import annotations

from dataclasses import dataclass

from channels.rules import Remedy

SMS, WHATSAPP, MESSENGER, RCS = "sms", "whatsapp", "messenger", "rcs"
TELEGRAM, WEB = "telegram", "web"
TEXT, EMPTY, MEDIA, LOCATION = "text", "empty", "media", "location"

SLOW_DOWN = "slow_down"  # the first of too many: the kind of a message whose text is not kept

REPLY, HOLDING = "reply", "holding"  # what an outbound message is for
PLAIN = "plain"  # the reply once more, as text only: picture or buttons could not be delivered
LATER = "later"  # once more as it was, after the phone was off
REOPEN = "reopen"  # instead of one that came too late: asks the person to write again
CAMPAIGN = "campaign"  # to many at once: it lets everything else go first
AGAIN = "again:"  # once more because staff asked for it, with the number of the first
# What may go to somebody who has said STOP: it answers what they wrote since.
ANSWERS = frozenset({REPLY, HOLDING, PLAIN})


@dataclass(frozen=True)
class Inbound:
    """A message from a person.

    `address` and `our_address` are opaque strings as the provider gives them; `country` is that
    of the number, where there is one; `opt_out_type` is set where the provider has itself
    answered STOP, START or HELP. `can_reply` is false for senders that nothing can be sent to.
    `payload` is what a pressed button carries; `place` is the country of a shared location.
    `refused` says why nothing is sent to this number, where that is ours to decide.
    `known_as` is the provider's own id of the person, where it has one that stays the same
    whatever the address is.
    `locale` is what the person has set on the page, or their app speaks: it counts until they have
    written in another.
    """

    provider_id: str
    channel: str
    address: str
    our_address: str
    kind: str
    text: str
    country: str | None = None
    opt_out_type: str | None = None
    can_reply: bool = True
    payload: str | None = None
    place: str | None = None
    refused: str | None = None
    known_as: str | None = None
    locale: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of a message to a person.

    `state` is one of the ledger's outbound states; `outbound_id` is our own number for the
    message, where the provider hands it back; `remedy` is what the error asks of us.
    """

    provider_id: str
    state: str
    outbound_id: int | None = None
    error_code: int | None = None
    remedy: Remedy = Remedy.GIVE_UP


@dataclass(frozen=True)
class Item:
    """One thing to press: what comes back, and what is written on it."""

    payload: str
    title: str


@dataclass(frozen=True)
class Offer:
    """Choices to press, where a channel has such: the text above them without a numbered list."""

    text: str
    items: tuple[Item, ...]
    button: str  # what opens a list


@dataclass(frozen=True)
class Part:
    """A part of a long answer. `choices` are the topics of the numbered list that it ends in."""

    text: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rendered:
    """A reply cut to its channel.

    `text` serves wherever nothing can be pressed: it ends in the numbered list, whose topics are
    `choices`. `rest` are the further parts of a long answer, sent one by one when the person asks
    for more.
    """

    text: str
    offer: Offer | None = None
    rest: tuple[Part, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outgoing:
    """A message to be sent: claimed from the ledger, its texts unsealed.

    `media` is the path of the picture that goes with it, on our own address; `locale` is that of
    its reader as far as it is known; `inbound_id` is the message that it answers.
    """

    id: int
    contact_id: str
    channel: str
    address: str
    our_address: str
    text: str
    attempts: int
    created_at: float
    started_at: float | None
    lease_until: float
    unsure: bool
    media: str | None = None
    offer: Offer | None = None
    locale: str | None = None
    inbound_id: int | None = None
    leaving: bool = False  # the contact is erased when nothing is left to be sent to it
    purpose: str = REPLY


@dataclass(frozen=True)
class Waiting:
    """A message to be answered: claimed from the ledger, its text unsealed, its address not."""

    id: int
    contact_id: str
    address: bytes
    channel: str
    our_address: str
    kind: str
    text: str
    opt_out_type: str | None
    received_at: float
    attempts: int
    lease_until: float
    locale: str | None
    country: str | None
    choices: tuple[str, ...]
    opted_out: bool
    payload: str | None = None
    place: str | None = None
    rest: tuple[Part, ...] = ()
    noticed: bool = True
    leaving: bool = False
    known_since: float = 0.0
