"""Files that are each well formed, but do not fit together, are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import content
from campaign.errors import ContentError
from campaign.replies import NEEDED
from tests import builder


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({"topics": [builder.topic("risk_sea")]}, "out_of_scope is missing"),
        ({"menu": {"topics": ["nothing"]}}, "there is no topic nothing"),
        ({"replies": {"unsure": {"text": "x"}}}, "missing: choices_heading"),
        ({"languages": {"locales": builder.LOCALES[1:]}}, "en is missing"),
        (
            {"keywords": {"stop": {"en": ["no"]}, "start": {"id": ["No."]}, "help": {}}},
            "means both",
        ),
        (
            {"helplines": [builder.helpline("ID", "110"), builder.helpline("ID", "112")]},
            "stands twice",
        ),
        (
            {"topics": [builder.topic("out_of_scope", sms="{figure:nothing}")]},
            "out_of_scope.yml:1: {figure:nothing}: there is no such figure",
        ),
        (
            {"translations": {"id": {"topics/out_of_scope.sms": "{figure:nothing}"}}},
            "content.po:[0-9]+: {figure:nothing}: there is no such figure",
        ),
        (
            {"languages": {"locales": builder.LOCALES, "understood": [{"id": "a", "locale": "b"}]}},
            "understood.0",
        ),
        ({"topics": [builder.topic("out_of_scope", action="dance")]}, "'dance' is not one of"),
    ],
)
def test_content_that_does_not_fit_together_is_refused(
    tmp_path: Path, files: dict[str, object], says: str
) -> None:
    with pytest.raises(ContentError, match=says):
        content.load(builder.content(tmp_path, **files))


def test_a_sentence_with_an_unknown_figure_is_refused(tmp_path: Path) -> None:
    root = builder.content(tmp_path)
    replies = {key: {"text": "{figure:nothing}"} for key in NEEDED}
    builder.write(root / "data/replies.yml", replies)
    with pytest.raises(ContentError, match=r"replies.yml:1: .figure:nothing.: there is no such"):
        content.load(root)
