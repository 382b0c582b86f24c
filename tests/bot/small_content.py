"""The small content folder beside this file; a topic and a language that are added to a copy."""

from __future__ import annotations

from pathlib import Path

from campaign import languages, new_locale, writing

DATA = Path(__file__).parent / "data"
ADDED = "lost_luggage"
QUESTIONS = """
my suitcase is lost
the airline lost my luggage
where is my suitcase
my bags did not arrive at the airport
who finds lost luggage
i cannot find my suitcase at the airport
luggage missing after the flight
bag lost by the airline
"""


def add_topic(folder: Path) -> None:
    """What campaign staff do: a topic's file, and its questions."""
    like = (folder / "data/topics/risk_sea.yml").read_text(encoding="utf-8")
    topic = like.replace("risk_sea", ADDED)
    (folder / f"data/topics/{ADDED}.yml").write_text(topic, encoding="utf-8")
    (folder / f"data/nlu/en/{ADDED}.txt").write_text(QUESTIONS, encoding="utf-8")


# Questions in Lao, by topic: what the checklist of `suar locale add lo` asks for.
LAO = {
    "emergency_at_sea": "ເຮືອກຳລັງຈົມ ຊ່ວຍດ້ວຍ|ເຮືອເສຍຢູ່ກາງທະເລ|ນ້ຳເຂົ້າເຮືອ ຊ່ວຍແດ່|ເຄື່ອງເຮືອດັບ ພວກເຮົາຢູ່ທະເລ",
    "risk_sea": "ໄປທາງເຮືອອັນຕະລາຍບໍ່|ເດັກນ້ອຍຂີ່ເຮືອໄປໄດ້ບໍ່|ທາງທະເລປອດໄພບໍ່|ມີຄົນຕາຍໃນເຮືອຈັກຄົນ",
    "check_agency": "ບໍລິສັດນີ້ມີໃບອະນຸຍາດບໍ່|ຈະຮູ້ໄດ້ແນວໃດວ່າບໍລິສັດຈັດຫາງານແທ້|ກວດສອບໃບອະນຸຍາດຢູ່ໃສ|ນາຍໜ້າຄົນນີ້ຈົດທະບຽນບໍ່",
    "penalties_smugglers": "ໂທດລັກລອບພາຄົນຂ້າມແດນຈັກປີ|ຂັບລົດສົ່ງຄົນຜິດກົດໝາຍບໍ່|ຄ້າມະນຸດຕິດຄຸກຈັກປີ|ລູກເຮືອຖືກລົງໂທດແນວໃດ",
    "greet_thanks_bye": "ສະບາຍດີ|ຂອບໃຈ|ລາກ່ອນ|ສະບາຍດີຕອນເຊົ້າ",
}


def add_lao(folder: Path) -> None:
    """The entry that `suar locale add lo` writes, and then the questions of five topics."""
    path = folder / "data" / "languages.yml"
    entry = new_locale.entry("lo", languages.load(path), path)
    text = path.read_text(encoding="utf-8")
    path.write_text(writing.append_entry(text, ["locales"], entry, path), encoding="utf-8")
    questions = folder / "data" / "nlu" / "lo"
    questions.mkdir()
    for topic_id, lines in LAO.items():
        (questions / f"{topic_id}.txt").write_text(lines.replace("|", "\n"), encoding="utf-8")
