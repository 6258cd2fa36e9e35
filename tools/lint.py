"""Find what may not be in the repository, whatever its kind of file: `./dev lint`.

The words are written as patterns that do not match themselves.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from lxml import etree

# pattern, why
FORBIDDEN = [
    (
        r"py[p]i\.(org|io)|py[t]honhosted|registr[y]\.\w+\.(org|com)|n[p]mjs|"
        r"de[b]\.debian|snapsho[t]\.debian|node[s]ource",
        "names a package server; each machine has its own set up",
    ),
    (r"(?<![\w.])/(wor[k]|roo[t]|hom[e]/\w+|tm[p])/", "a path of one machine"),
    (r"truste[d]=yes", "switches off the check of a signature"),
    (r"\b(TOD[O]|FIXM[E]|XX[X])\b", "unfinished; do it or open an issue"),
    (r"^(<{7}|>{7}|={7})( |$)", "left over from a merge"),
]
MAX_BYTES = 1_000_000


def main():
    """Check every file that git has or would take; print findings; exit 1 on any."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    findings = [line for name in names for line in check(Path(name))]
    print("\n".join(findings))
    sys.exit(bool(findings))


def check(path):
    """Return the findings of one file, each as `path:line: sentence`."""
    if not path.is_file():
        return []
    if path.stat().st_size > MAX_BYTES:
        return [f"{path}:1: larger than 1 MB; large data does not belong here"]
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []  # an image
    return [
        *_forbidden(path, text),
        *(_xml(path, text) if path.suffix in (".xml", ".svg") else ()),
        *(_lock(path, text) if path.name == "package-lock.json" else ()),
        *_ending(path, text),
    ]


def _forbidden(path, text):
    """Yield the lines that match a forbidden pattern."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, why in FORBIDDEN:
            if re.search(pattern, line):
                yield f"{path}:{number}: {why}: {line.strip()[:80]}"


def _xml(path, text):
    """Yield where a file is not well-formed XML."""
    try:
        etree.fromstring(text.encode())
    except etree.XMLSyntaxError as error:
        yield f"{path}:{error.lineno}: {error.msg}"


def _lock(path, text):
    """Yield the packages whose lock names a server or has no checksum."""
    for name, package in json.loads(text)["packages"].items():
        if "resolved" in package:
            yield f"{path}:1: {name} names the server it came from"
        if name and "integrity" not in package:
            yield f"{path}:1: {name} has no checksum"


def _ending(path, text):
    """Yield a file that has no, or more than one, newline at its end."""
    if text and (not text.endswith("\n") or text.endswith("\n\n")):
        yield f"{path}:1: end it with one newline"


if __name__ == "__main__":
    main()
