"""The process that makes sheets: a question on a line, an answer on a line, until nobody asks any more.

`python -m dashboard.printed.process` is started by `maker.py`; nothing else speaks to it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TextIO

from dashboard.printed.sheet import NothingToPrint, Sheet, Wanted
from pipelines import warehouse


def answered(asked: Mapping[str, Any]) -> dict[str, str]:
    """A sheet as `html`, `nothing` where there are no figures, `failed` with what went wrong.

    Args:
        asked: page, parameters, base, today (ISO).
    """
    wanted = Wanted(asked["page"], asked["parameters"], asked["base"], date.fromisoformat(asked["today"]))
    try:
        return {"html": Sheet(wanted).made()}
    except (NothingToPrint, warehouse.WarehouseError) as nothing:
        return {"nothing": str(nothing)}
    except Exception as error:  # whatever it is, this question alone has failed: the next one is answered
        return {"failed": f"{type(error).__name__}: {error}"}


def serve(questions: Iterable[str], answers: TextIO) -> None:
    """Answer line by line.

    Args:
        questions: JSON on each line.
        answers: where the answers go.
    """
    for line in questions:
        answers.write(json.dumps(answered(json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    out, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    serve(sys.stdin, out)
