"""Every English string that is translated, by its key in the catalogues."""

from __future__ import annotations

from campaign.content import Content
from campaign.helplines import SOURCED


def all_strings(content: Content) -> dict[str, str]:
    """Key → English text: `topics/risk_sea.sms`, `replies/help`, `helplines/au_emergency.name`."""
    found = {
        f"topics/{topic.id}.{key}": text
        for topic in content.topics.values()
        for key, text in topic.texts().items()
    }
    found.update({f"replies/{key}": text for key, text in content.replies.items()})
    sendable = (one for one in content.helplines if one.status == SOURCED)
    found.update({f"helplines/{one.id}.name": one.name for one in sendable})
    return found
