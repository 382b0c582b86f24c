"""Questions with what was understood, for tests."""

from __future__ import annotations

from suar.evaluation.marks import Line


def line(
    topic_id: str,
    decision: str,
    *found: str,
    language: str = "en",
    sure: float = 0.5,
    text: str = "x",
) -> Line:
    """A question in English of which `found` was understood, best first."""
    topics = [{"id": one, "confidence": sure / (place + 1)} for place, one in enumerate(found)]
    return {
        "topic_id": topic_id, "language": "en", "text": text,
        "found": {"language": language, "form": language, "decision": decision, "topics": topics},
    }  # fmt: skip
