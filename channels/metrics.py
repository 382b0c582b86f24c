"""What is counted. No label holds a number, a text, or a contact."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

RECEIVED = Counter("suar_received", "Messages in", ["channel", "kind"])
REPEATED = Counter("suar_repeated", "Messages in that we already had")
REFUSED = Counter("suar_refused", "Webhooks refused")
DROPPED = Counter("suar_dropped", "Messages in that get no answer of their own", ["reason"])
ANSWERED = Counter("suar_answered", "Replies queued", ["decision", "topic", "locale"])
HOLDING = Counter("suar_holding", "People told that their answer is late")
SENT = Counter("suar_sent", "Attempts to send, by what came of them", ["outcome", "code"])
OPERATOR_NEEDED = Counter(
    "suar_operator_needed", "Messages that only the operator can help", ["code"]
)
AWAY = Gauge("suar_provider_away", "1 while a channel's provider does not answer", ["channel"])
RECEIPTS = Counter("suar_receipts", "Receipts that changed a message", ["state", "code"])
ANSWER_SECONDS = Histogram("suar_answer_seconds", "From webhook to the reply in the queue")
STORE_SECONDS = Histogram("suar_store_seconds", "From webhook to the message on disk")
UNDERSTAND_SECONDS = Histogram("suar_understand_seconds", "One call of Rasa, its actions included")
SEND_SECONDS = Histogram("suar_send_seconds", "One call to the provider")
REPLY_SECONDS = Histogram("suar_reply_seconds", "From the reply in the queue to its acceptance")
QUEUE_LENGTH = Gauge("suar_queue_length", "Messages in a queue", ["queue"])
QUEUE_AGE_SECONDS = Gauge("suar_queue_age_seconds", "How old a queue's oldest is", ["queue"])
SEGMENTS_TODAY = Gauge("suar_segments_today", "SMS segments sent since midnight UTC", ["country"])
STAFF_REFUSED = Counter("suar_staff_refused", "Sign-ins to the desk refused")
