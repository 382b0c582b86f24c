"""What to do about each of Telegram's errors. It has HTTP's codes only; its words tell the rest.

https://core.telegram.org/bots/api#making-requests: "contents are subject to change", so that what
is not recognised falls back to the rule of its code.
"""

from __future__ import annotations

from dataclasses import replace

from channels.rules import Remedy, Rule, rule_in

_TOKEN = Rule(
    "Telegram does not know the bot's token.",
    Remedy.WAIT,
    "The operator must set TELEGRAM_BOT_TOKEN anew. Messages wait until then.",
    send_again=True,
)

RULES: dict[int, Rule] = {
    400: Rule(
        "Telegram will not send this message.",
        Remedy.ALERT,
        "Tell the operator: something is wrong with the text or the buttons.",
    ),
    401: _TOKEN,
    403: Rule(
        "The person has blocked the bot.",
        Remedy.OPTED_OUT,
        "Nothing. They can write to us again at any time.",
    ),
    404: _TOKEN,
    429: Rule(
        "The bot sends faster than it may.",
        Remedy.SLOW_DOWN,
        "Nothing, it is tried again by itself. Send again if it ended here all the same.",
        send_again=True,
    ),
}
GONE = Rule(
    "The chat is no more: the person has deleted their account, or never wrote to the bot.",
    Remedy.UNREACHABLE,
    "Nothing. They can write to us again at any time.",
)
BLOCKED = "blocked by the user"
OF_THE_PERSON = ("chat not found", "user not found", "user is deactivated", "peer_id_invalid")


def rule_for(code: int, description: str = "", *, picture: bool = False) -> Rule:
    """The rule for an error.

    Args:
        code: HTTP's.
        description: Telegram's words.
        picture: whether the message had one, which Telegram may not have been able to fetch.
    """
    words = description.lower()
    if any(one in words for one in OF_THE_PERSON) or (code == 403 and BLOCKED not in words):
        return GONE
    rule = rule_in(RULES, code)
    if code == 400 and picture:  # the text is sent without it, and that will tell
        return replace(rule, remedy=Remedy.GIVE_UP)
    return rule
