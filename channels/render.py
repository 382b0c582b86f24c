"""Cuts a reply to its channel."""

from __future__ import annotations

import regex

from channels.messages import SMS
from channels.segments import count
from channels.understanding import Reply

# https://www.twilio.com/docs/messaging/api/message-resource: Body. Carriers do worse with long
# messages in UCS-2, so those stay at ten segments of 67.
MAX_GSM7 = 1600
MAX_UCS2 = 670
MAX_CHAT = 1600

# Characters that only look special and would make an SMS more than twice as dear.
_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u2026": "...", "\u2022": "-", "\u00b7": "-",
        "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ",
        "\ufeff": "", "\u00ad": "",
    }
)  # fmt: skip
_SENTENCE_END = regex.compile(r"[.!?\u06d4\u061f\u104b\u0964]\s|\n")


def render(reply: Reply, channel: str, heading: str) -> str:
    """The body of the one message that answers.

    Args:
        reply: what to say.
        channel: where to.
        heading: the sentence above a numbered list, in the reader's language.
    """
    listed = [f"{number} {one.title}" for number, one in enumerate(reply.choices, 1)]
    text = "\n".join([reply.text, *([heading, *listed] if listed else [])])
    if channel != SMS:
        return _cut(text, MAX_CHAT)
    text = text.translate(_PLAIN)
    return _cut(text, MAX_GSM7 if count(text).encoding == "GSM-7" else MAX_UCS2)


def _cut(text: str, most: int) -> str:
    """Cut after the last whole sentence that fits; between graphemes if there is none.

    Args:
        text: what to say.
        most: how many UTF-16 code units fit: as such carriers and Twilio count.
    """
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * most:
        return text
    kept = units[: 2 * most].decode("utf-16-le", "ignore")
    ends = [match.end() for match in _SENTENCE_END.finditer(kept)]
    if ends and ends[-1] > len(kept) // 2:
        return kept[: ends[-1]].rstrip()
    return "".join(regex.findall(r"\X", kept)[:-1])
