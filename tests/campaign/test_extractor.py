"""pybabel knows the content files, and agrees with `suar content update`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

from campaign import content, extraction, limits
from campaign.strings import all_strings, source_strings
from suar import paths
from tests import builder


def test_pybabel_finds_what_update_writes(tmp_path: Path) -> None:
    root = builder.content(tmp_path)
    (root / "babel.cfg").write_text((paths.ROOT / "babel.cfg").read_text())
    extraction.update(content.load(root), root)
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
    subprocess.run([*command, "-o", "out.pot", "."], cwd=root, check=True)
    with (root / "out.pot").open("rb") as file:
        template = read_po(file)
    with (root / "locales" / "id" / "LC_MESSAGES" / "content.po").open("rb") as file:
        catalogue = read_po(file)
    found = {one.context: (one.id, one.auto_comments) for one in template if one.id}
    assert found == {one.context: (one.id, one.auto_comments) for one in catalogue if one.id}
    assert "topics/risk_sea.sms" in found


def test_the_shipped_texts_are_found_each_once_with_its_line() -> None:
    found = source_strings(paths.ROOT)
    assert {one.key: one.text for one in found} == all_strings(content.load(paths.ROOT))
    assert len({one.key for one in found}) == len(found)
    sms = next(one for one in found if one.key == "topics/risk_sea.sms")
    assert sms.path.read_text().splitlines()[sms.line - 1].startswith("sms:")


def test_translators_are_told_what_a_text_is_from_where_and_how_long_it_may_be() -> None:
    comments = {one.key: one.comments for one in source_strings(paths.ROOT)}
    for form in ("title", "ask", "sms", "chat"):
        about, *sources, limit = comments[f"topics/risk_sea.{form}"]
        assert about.endswith(")")
        assert sources
        assert all(one.startswith("Source: ") for one in sources)
        assert limit == limits.NOTES[form]


def test_the_limits_are_those_of_the_format() -> None:
    schema = json.loads((paths.ROOT / "campaign/schemas/topic.json").read_text())["properties"]
    assert (schema["title"]["maxLength"], schema["ask"]["maxLength"]) == (limits.TITLE, limits.ASK)
