"""Runs `rasa` with its Twilio client pointed at a stand-in; nothing else is changed.

In Rasa's environment: `python launch.py http://127.0.0.1:8085 run --port 5005 …`.
"""

import sys

from twilio.base import domain

STANDIN = sys.argv.pop(1)
_init = domain.Domain.__init__


def _at_the_standin(self, twilio, base_url=None):
    _init(self, twilio, STANDIN if base_url == "https://api.twilio.com" else base_url)


domain.Domain.__init__ = _at_the_standin

from rasa.__main__ import main  # noqa: E402

main()
