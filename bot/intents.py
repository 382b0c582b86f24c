"""Intents that the service has besides its topics, and what is done for them."""

from __future__ import annotations

UNSURE = "unsure"  # two or three topics are likely: the person is asked
PICK_NUMBER = "pick_number"  # the message is only a number
OUT_OF_SCOPE = "out_of_scope"  # what the service does not answer; also a topic, with questions

# Actions by the part of their name after "action_"
ACTIONS = {UNSURE: "offer_topics", PICK_NUMBER: "pick_topic", OUT_OF_SCOPE: "decline"}
FALLBACK_ACTION = "action_decline"
