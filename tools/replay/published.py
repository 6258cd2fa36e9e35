"""Where the real wholesaler's file lies: test data that nobody here wrote.

It is found by JXC_DATA, or as ../shared/data beside the repository; it is not part of
it ("Online Retail", D. Chen, doi 10.24432/C5BW33, CC BY 4.0).
"""

import json
import os
from pathlib import Path

from tools.replay import facts

ROOT = Path(__file__).resolve().parents[2]
FOLDER = (
    Path(os.environ.get("JXC_DATA") or ROOT.parent / "shared" / "data")
    / "online_retail"
)
SAMPLE = FOLDER / "sample_2010-12-01.csv"
ABSENT = f"the data set is not at {FOLDER}; name its folder by JXC_DATA"


def expected(part):
    """Return one part of what was published about the file."""
    return json.loads((FOLDER / "expected.json").read_text())[part]


def held(documents=None):
    """Return what the published credit walk holds, of `documents` or of all.

    :return: {number: (total, open before)}
    """
    published = facts.read_held(FOLDER / "credit_limit_walk_held.csv")
    if documents is None:
        return published
    numbers = {document.number for document in documents}
    return {number: row for number, row in published.items() if number in numbers}
