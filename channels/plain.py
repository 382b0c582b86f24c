"""Plain characters for those that only look special, so that an SMS stays in GSM-7.

One curly quotation mark makes an SMS UCS-2, and that more than twice as dear. The pairs are those
of Twilio's Smart Encoding (`SmartEncodingMap` in sms-segments-calculator 1.3.0;
https://www.twilio.com/docs/messaging/services#smart-encoding), without what would change a word:
the joiners U+200C and U+200D, combining marks, and letters that only resemble Latin ones.
"""

from __future__ import annotations

import unicodedata

from channels.segments import is_gsm

_GROUPS = {
    '"': "\u00ab\u00bb\u201c\u201d\u02ba\u02ee\u201f\u201e\u275d\u275e\u301d\u301e",
    "'": "\u2018\u2019\u02bb\u02c8\u02bc\u02bd\u02b9\u201b\u00b4\u02ca\u0060\u02cb\u275b\u275c"
    "\u2032",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u2043\u2212\u00b7\u23bc\u23bd\ufe63",
    "/": "\u00f7\u2044\u2215\u29f8",
    "1/4": "\u00bc", "1/2": "\u00bd", "3/4": "\u00be",
    "\\": "\u29f5\u29f9\ufe68",
    "|": "\u2223\u23b8\u23b9\u23d0\u239c\u239f",
    "*": "\u204e\u2217\u229b\u2722\u2723\u2724\u2725\u2731\u2732\u2733\u273a\u273b\u273c\u273d"
    "\u2743\u2749\u274a\u274b\u29c6\ufe61",
    ",": "\u201a\ufe50\ufe51\u3001\uff64", ".": "\u3002\ufe52\uff61",
    ":": "\u02d0\u02f8\u2982\ua789\ufe13\ufe55", ";": "\u204f\ufe14\ufe54",
    "!": "\u01c3\ufe15\ufe57", "?": "\ufe16\ufe56", "!!": "\u203c", "...": "\u2026",
    "(": "\u2768\u276a\u27ee\u2985\ufe59", ")": "\u2769\u276b\u27ef\u2986\ufe5a",
    "{": "\u2774\ufe5b", "}": "\u2775\ufe5c",
    "<": "\u2039\ufe64", ">": "\u203a\ufe65", "=": "\ua78a\ufe66", "+": "\u02d6\ufe62",
    "~": "\u02dc\u02f7\u223c", "^": "\u02c6", "_": "\u2017",
    "@": "\ufe6b", "$": "\ufe69", "#": "\ufe5f", "%": "\ufe6a", "&": "\ufe60",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028"
    "\u2029\u202f\u205f\u3000",
    "": "\u00ad\u200b\u2060\ufeff",
}  # fmt: skip
_PLAIN = str.maketrans(
    {special: plain for plain, group in _GROUPS.items() for special in group}
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full-width ASCII
)


def plain(text: str) -> str:
    """The text in plain characters if that makes it GSM-7; else as it was.

    A text that is UCS-2 all the same keeps its typography: replacing it would save nothing, and
    "..." is dearer there than "…".
    """
    replaced = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return replaced if is_gsm(replaced) else text
