"""Trains the model: `python -m bot.train --out models/suar.tar.gz`, in Rasa's environment.

Progress goes to stdout, one JSON line a step; everything else to stderr.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import tempfile
import warnings
from pathlib import Path

import structlog

from bot import progress
from bot.content import REPOSITORY
from campaign.errors import ContentError


def train(out: Path) -> None:
    """Train on the content and put the model at `out`, whole or not at all."""
    # A component's cached state does not know that the code it calls has changed.
    os.environ.update(
        RASA_MAX_CACHE_SIZE="0", RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3"
    )
    from rasa.model_training import train as train_rasa  # noqa: PLC0415 (takes seconds: after the checks)

    from bot.importer import CampaignImporter  # noqa: PLC0415

    config = str(REPOSITORY / "config.yml")
    CampaignImporter(config).get_nlu_data()  # so that a fault in the content is named first
    progress.training.step(progress.CONTENT)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".train-") as folder:
        result = train_rasa(
            domain="",
            config=config,
            training_files=None,
            output=folder,
            fixed_model_name=out.name,
            force_training=True,
        )
        if not result.model:
            raise RuntimeError(f"Rasa made no model (code {result.code}); see the log above")
        Path(result.model).replace(out)
    progress.training.step(progress.MODEL)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if the model was made, 1 if the content has a fault."""
    parser = argparse.ArgumentParser(prog="python -m bot.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("models/suar.tar.gz"))
    parser.add_argument("--verbose", action="store_true", help="Rasa's log, on stderr")
    options = parser.parse_args(arguments)
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO if options.verbose else logging.WARNING
    )
    warnings.simplefilter("default" if options.verbose else "ignore")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    progress.training.to(sys.stdout)
    logging.getLogger("rasa.engine.training.hooks").propagate = options.verbose
    try:
        with contextlib.redirect_stdout(sys.stderr):
            train(options.out)
    except ContentError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
