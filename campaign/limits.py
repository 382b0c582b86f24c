"""How long a text may be, and how translators are told. The lint and the exchange check it."""

from __future__ import annotations

TITLE = 40
ASK = 30
# What a person must type: other scripts need a few more letters for the same words.
ASK_TRANSLATED = 40
SEGMENTS_ENGLISH = 2
SEGMENTS = 10  # 670 units in UCS-2: where the gateway would cut
CHAT = 900
TRANSLATED = 1600  # where the gateway would cut a chat message

NOTES = {
    "title": f"At most {TITLE} characters: it stands in menus.",
    "ask": f"At most {ASK} characters in English, {ASK_TRANSLATED} in a translation: what a person "
    "writes to come here. Every language its own words.",
    "sms": f"SMS: at most {SEGMENTS_ENGLISH} segments in English; keep it short, at most "
    f"{SEGMENTS} segments.",
    "chat": f"Chat: at most {CHAT} characters in English; translations at most {TRANSLATED}.",
}
