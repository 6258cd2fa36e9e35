"""The hold: why a document may not take a step now, as a plain value.

A gate collects holds, an exception carries them to whoever called, a release
answers one of them. Nothing here knows Odoo, so every rule of the mechanism can
be tested as a function.
"""

import hashlib
import json
from dataclasses import dataclass, field

# Quantities and prices are rounded already: this is only what binary numbers lose.
NOISE = 1e-6


def digest_of(content):
    """Return the SHA-256 hex digest of JSON-able `content`.

    Keys are sorted and floats written by ``repr``, so equal content gives an equal
    digest on every machine; amounts whose rounding matters are passed as text.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def is_within(sealed, current):
    """Tell whether the content `current` is no more than what was `sealed`.

    What is fixed must be the same; of the items some may be gone, and none may have
    come; no number may have passed its limit. Sums are no matter of the content but
    of the amount's ceiling.

    :param sealed, current: {"fixed": JSON-able, "items": list of JSON-able,
        "limits": {name: number}, if there are such}
    """
    if digest_of(sealed["fixed"]) != digest_of(current["fixed"]):
        return False
    seen = {digest_of(item) for item in sealed["items"]}
    if not all(digest_of(item) in seen for item in current["items"]):
        return False
    limits = sealed.get("limits", {})
    return all(
        name in limits and number <= limits[name] + NOISE
        for name, number in current.get("limits", {}).items()
    )


@dataclass(frozen=True)
class Hold:
    """One reason why one document may not take one step.

    :param code: stable dotted name, listed in ARCHITECTURE.md (`credit.over_limit`)
    :param sentence: translated; names the record, the rule and what to do next, and
        holds no figure that only some may see: it goes into chatter and activities
    :param model: model name of the held document
    :param res_id: its id
    :param facts: {name: number or text} behind the sentence, only what the reader
        may see
    :param detail: the facts as a translated sentence, for that reader alone
    :param release_group: XML id of the group that may let it pass; empty: nobody
    :param digest: digest of the decisive content that was judged
    :param amount: the document's amount in `currency` when judged; a release lets it
        pass up to this ceiling
    :param currency: ISO code of `amount`
    :param content: {"fixed": what must stay as it was seen, "items": list of what may
        go, while nothing may come, "limits": {name: number that may not grow}},
        JSON-able; None where only the digest counts
    """

    code: str
    sentence: str
    model: str
    res_id: int
    facts: dict = field(default_factory=dict, hash=False)
    detail: str = ""
    release_group: str = ""
    digest: str = ""
    amount: float = 0.0
    currency: str = ""
    content: dict | None = field(default=None, hash=False)

    @property
    def text(self):
        """Return the sentence with the detail that this hold's reader may see."""
        return f"{self.sentence}\n{self.detail}" if self.detail else self.sentence

    def as_dict(self, can_release=False):
        """Return what an RPC client may read of this hold (JSON-able)."""
        return {
            "code": self.code,
            "sentence": self.text,
            "model": self.model,
            "id": self.res_id,
            "facts": dict(self.facts),
            "can_release": can_release,
        }
