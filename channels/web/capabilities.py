"""What the web chat can show."""

from __future__ import annotations

from channels.capabilities import Capabilities
from channels.messages import WEB

CAPABILITIES = {
    WEB: Capabilities("chat", 4000, pictures=True, items=10, item_title=80, tells_notice=False)
}
