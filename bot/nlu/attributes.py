"""Names under which the components keep what they know of a message."""

from __future__ import annotations

# Given with each training example
TRAINING_LANGUAGE = "training_language"  # the folder the question stands in: "ur_Latn"
URGENT = "urgent"  # whether its topic is about somebody in danger

# Between components
NORMALISED = "normalised"  # the text in one spelling
FOREIGN = "foreign"  # whether the text is in a language that we do not have
RANKING = "ranking"  # every topic with its confidence, best first; held out in training

# In the output
LANGUAGE = "language"
NUMBER = "number"
DECISION = "decision"
TOPICS = "topics"
