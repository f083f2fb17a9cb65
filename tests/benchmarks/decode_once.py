"""One way of decoding, in a process of its own: prints the seconds it took and by how much the memory grew (JSON).

python tests/benchmarks/decode_once.py FILE json|ours|pyjstat
"""

from __future__ import annotations

import json
import re
import sys
import time
import warnings
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any


def only_json(data: bytes) -> Any:
    return json.loads(data)


def ours(data: bytes) -> Any:
    from pipelines import jsonstat

    return jsonstat.decode(data).frame()


def by_pyjstat(data: bytes) -> Any:
    from pyjstat import pyjstat

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyjstat.from_json_stat(json.loads(data, object_pairs_hook=OrderedDict), naming="id")


def peak_megabytes() -> float:
    """The most memory this process has had. Linux counts in `ru_maxrss` what its parent had as well."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))[1]) / 1024


WAYS: dict[str, Callable[[bytes], Any]] = {"json": only_json, "ours": ours, "pyjstat": by_pyjstat}


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import pandas
    from pyjstat import pyjstat

    from pipelines import jsonstat

    assert pandas and pyjstat and jsonstat  # loaded before the clock starts, in every way alike
    data, decode = Path(sys.argv[1]).read_bytes(), WAYS[sys.argv[2]]
    before = peak_megabytes()
    start = time.perf_counter()
    result = decode(data)
    seconds = time.perf_counter() - start
    grown = peak_megabytes() - before
    assert len(result)
    print(json.dumps({"seconds": seconds, "megabytes": grown}))


if __name__ == "__main__":
    main()
