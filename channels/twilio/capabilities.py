"""What the channels behind Twilio can show."""

from __future__ import annotations

from channels.capabilities import Capabilities
from channels.messages import MESSENGER, RCS, SMS, WHATSAPP

LONGEST = 1600  # https://www.twilio.com/docs/messaging/api/message-resource: Body

CAPABILITIES = {
    SMS: Capabilities("sms", LONGEST, is_billed_by_segment=True),
    WHATSAPP: Capabilities("chat", LONGEST, pictures=True),
    MESSENGER: Capabilities("chat", LONGEST, pictures=True),
    RCS: Capabilities("chat", LONGEST, pictures=True),
}
