"""What a Telegram chat can show."""

from __future__ import annotations

from channels.capabilities import Capabilities
from channels.messages import TELEGRAM

LONGEST = 4096  # https://core.telegram.org/bots/api#sendmessage: text
LONGEST_CAPTION = 1024  # https://core.telegram.org/bots/api#sendphoto: caption

# An inline keyboard holds many more; beyond ten a list in the text is easier to read.
CAPABILITIES = {TELEGRAM: Capabilities("chat", LONGEST, pictures=True, items=10, item_title=60)}
