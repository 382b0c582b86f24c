"""What the channels behind Twilio can show."""

from __future__ import annotations

from channels.capabilities import Capabilities
from channels.messages import MESSENGER, RCS, SMS, WHATSAPP
from channels.twilio import templates

LONGEST = 1600  # https://www.twilio.com/docs/messaging/api/message-resource: Body

CAPABILITIES = {
    SMS: Capabilities("sms", LONGEST, is_billed_by_segment=True),
    # A title may be as long as a list's description; where only a button is, see `templates`.
    WHATSAPP: Capabilities("chat", LONGEST, True, templates.MOST, templates.DESCRIPTION),
    MESSENGER: Capabilities("chat", LONGEST, True, templates.MOST, templates.DESCRIPTION),
    RCS: Capabilities("chat", LONGEST, True, templates.MOST, templates.DESCRIPTION),
}
