"""What is counted. No label holds a number, a text, or a contact."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

RECEIVED = Counter("suar_received", "Messages in", ["channel", "kind"])
REPEATED = Counter("suar_repeated", "Messages in that we already had")
REFUSED = Counter("suar_refused", "Webhooks refused")
ANSWERED = Counter("suar_answered", "Replies queued", ["decision", "topic", "locale"])
HOLDING = Counter("suar_holding", "People told that their answer is late")
SENT = Counter("suar_sent", "Attempts to send, by what came of them", ["outcome", "code"])
RECEIPTS = Counter("suar_receipts", "Receipts that changed a message", ["state", "code"])
ANSWER_SECONDS = Histogram("suar_answer_seconds", "From webhook to the reply in the queue")
SEND_SECONDS = Histogram("suar_send_seconds", "One call to the provider")
STAFF_REFUSED = Counter("suar_staff_refused", "Sign-ins to the desk refused")
