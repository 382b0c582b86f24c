"""Where things lie in a checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOT = ROOT / "bot"
BOT_PYTHON = BOT / ".venv" / "bin" / "python"
MODEL = ROOT / "models" / "suar.tar.gz"
MODEL_NOTE = ROOT / "models" / "suar.json"
VAR = ROOT / "var"
