"""The server does without TensorFlow, and nothing of it is in what our pipeline runs."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

from bot.content import REPOSITORY

# Each in a process of its own: what is imported stays imported.
AFTER_SERVING = """
import asyncio, json, sys
from bot.lean import no_tensorflow
assert no_tensorflow.install()
import rasa.core.run
from rasa.core.agent import load_agent
from bot import lean
assert lean.install()
agent = asyncio.run(load_agent(model_path=sys.argv[1]))
parsed = asyncio.run(agent.parse_message("our boat is sinking"))
nothing = sys.modules["tensorflow"]
bases = {
    base.__module__
    for node in agent.processor.model_metadata.predict_schema.nodes.values()
    for base in node.uses.__mro__
}
print(json.dumps({
    "intent": parsed["intent"]["name"],
    "loaded": [
        name for name, module in sys.modules.items()
        if name.partition(".")[0] in no_tensorflow.REPLACED and getattr(module, "__file__", None)
    ],
    "using": [name for name in bases if nothing in vars(sys.modules[name]).values()],
    "nodes": len(bases),
}))
"""
OTHER_RELEASE = """
import sys
from bot.lean import no_tensorflow
no_tensorflow.RASA_VERSION = "0"
assert not no_tensorflow.install()
assert not any(isinstance(one, no_tensorflow._Finder) for one in sys.meta_path)
"""


def run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *arguments],
        cwd=REPOSITORY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_rasa_understands_without_it(trained: SimpleNamespace) -> None:
    found = json.loads(run(AFTER_SERVING, str(trained.model)).splitlines()[-1])
    assert found["intent"] == "emergency_at_sea"
    assert found["loaded"] == []
    assert found["using"] == []
    assert found["nodes"] > 5


def test_under_another_release_of_rasa_it_is_left_as_it_is() -> None:
    run(OTHER_RELEASE)
