"""A catalogue that is read and written again is the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import catalogues, pofile, writing
from suar import paths
from tests.campaign.faults import fault_of

OUTDATED = """# Header.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

# review: draft
# a remark
#. A topic
#: data/replies.yml
#, fuzzy
#| msgid "Old \\"words\\"\\n"
msgctxt "replies/help"
msgid "Help"
msgstr "Bantuan"

# review: Amina 2026-11-01
msgctxt "replies/empty"
msgid "Empty"
msgstr "Kosong"

"""


@pytest.mark.parametrize("locale", ["id", "my", "ur"])
def test_the_shipped_catalogues_are_as_we_write_them(locale: str) -> None:
    path = paths.ROOT / "locales" / locale / catalogues.FILE
    assert pofile.written(pofile.read(path, locale)) == path.read_text()


def test_the_older_english_stays_above_its_text_when_another_one_changes(tmp_path: Path) -> None:
    path = tmp_path / "content.po"
    path.write_text(OUTDATED)
    before = pofile.written(pofile.read(path, "id"))
    after = writing.with_translations(path, "id", [("replies/empty", "Empty", "Hampa", None)])
    assert '#| msgid "Old \\"words\\"\\n"\n' in after
    assert after == before.replace("Kosong", "Hampa").replace("Amina 2026-11-01", "draft")


def test_a_review_stands_where_the_old_one_stood(tmp_path: Path) -> None:
    path = tmp_path / "content.po"
    path.write_text(OUTDATED)
    texts = [("replies/help", "Help", "Bantuan", "Ayu 2026-11-24")]
    changed = writing.with_translations(path, "id", texts)
    assert "# review: Ayu 2026-11-24\n# a remark\n" in changed
    assert "fuzzy" not in changed
    assert "#|" not in changed


def test_a_broken_catalogue_is_named(tmp_path: Path) -> None:
    path = tmp_path / "content.po"
    path.write_text("hello")
    assert "not a PO file" in fault_of(lambda one: pofile.read(one, "id"), path).message
