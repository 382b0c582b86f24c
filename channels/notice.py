"""The one line below somebody's first answer: that a machine answers, and what it keeps."""

from __future__ import annotations

from dataclasses import replace

from channels import sms
from channels.capabilities import Capabilities
from channels.messages import Rendered
from channels.plain import plain
from channels.segments import count

# In danger nothing may make the answer late or tear it apart.
MOST_URGENT_SEGMENTS = 3


def with_notice(
    rendered: Rendered, notice: str, channel: Capabilities, *, urgent: bool
) -> Rendered | None:
    """A reply with the notice as its last paragraph.

    Args:
        rendered: the reply, cut to the channel.
        notice: in the reader's language.
        channel: what the channel can show.
        urgent: whether the reply may be about somebody in danger.

    Returns:
        None where it has no room: it comes with a later answer then.
    """
    if not channel.tells_notice or rendered.rest:
        return None
    if channel.is_billed_by_segment:
        text = plain(f"{rendered.text}\n{notice}")
        most = MOST_URGENT_SEGMENTS if urgent else sms.MOST
        return replace(rendered, text=text) if count(text).segments <= most else None
    text = f"{rendered.text}\n\n{notice}"
    offer = rendered.offer and replace(rendered.offer, text=f"{rendered.offer.text}\n\n{notice}")
    fits = _units(text) <= channel.longest
    return replace(rendered, text=text, offer=offer) if fits else None


def _units(text: str) -> int:
    """How long a text is in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
