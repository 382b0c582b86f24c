"""How a telephone that answers by itself begins; nobody writes so by hand.

Only beginnings that leave no doubt: "I am driving" may be a person who is being driven somewhere.
"""

from __future__ import annotations

from campaign import keywords

BEGINNINGS = tuple(
    keywords.fold(words)
    for words in (
        "auto reply", "auto-reply", "autoreply", "automatic reply", "automated reply",
        "automatic response", "automated response", "auto response", "this is an automated",
        "this is an automatic", "out of office:", "out of office reply",
        "i'm driving with do not disturb", "i'm driving with focus turned on",
        "i'm driving right now - i'll get back to you later", "sent from my car",
        "i'm not receiving notifications. if this is urgent",
        "balasan otomatis", "jawaban otomatis", "pesan otomatis", "balasan automatik",
        "mesej automatik", "awtomatikong tugon", "trả lời tự động", "tự động trả lời",
        "ตอบกลับอัตโนมัติ", "ข้อความตอบกลับอัตโนมัติ", "自动回复", "स्वचालित उत्तर", "स्वतः उत्तर",
        "স্বয়ংক্রিয় উত্তর", "خودکار جواب", "پاسخ خودکار", "رد تلقائي", "الرد التلقائي",
        "தானியங்கி பதில்", "ස්වයංක්‍රීය පිළිතුර", "အလိုအလျောက် ပြန်စာ", "ឆ្លើយតបស្វ័យប្រវត្តិ",
    )
)  # fmt: skip


def wrote(text: str) -> bool:
    """Whether a text is an automatic reply."""
    return keywords.fold(text[:200]).replace("\u2019", "'").startswith(BEGINNINGS)
