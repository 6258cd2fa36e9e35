"""Keep the translation catalogues of the add-ons: `./dev i18n` and its test.

The host exports the templates; here they get a stable form, so that a difference in
version control is a difference in the terms, and the Chinese catalogue follows them.
"""

import re
import sys
from collections import Counter
from pathlib import Path

import polib

LANGUAGE = "zh_CN"
# What the program fills in, or the browser draws: it must survive translation.
PLACEHOLDER = re.compile(
    r"%\(\w+\)[-#0 +]*[\d.]*[a-z]|%[sdf]|\{\{.*?\}\}|\{\w*\}|</?[a-z]\w*", re.ASCII
)
DATES = ("POT-Creation-Date", "PO-Revision-Date")


def read(source):
    """Return the catalogue of a file, or of the text that would be in it."""
    return polib.pofile(str(source), wrapwidth=78, encoding="utf-8")


def normalise(catalogue):
    """Drop the two dates and order the terms; return the same catalogue."""
    for name in DATES:
        catalogue.metadata.pop(name, None)
    for entry in catalogue:
        entry.occurrences.sort()
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    return catalogue


def merge(template, catalogue):
    """Give `catalogue` exactly the terms of `template`, keeping its translations."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    merged = polib.POFile(wrapwidth=78, encoding="utf-8")
    merged.header = template.header
    merged.metadata = {**template.metadata, "Language": LANGUAGE}
    for term in template:
        entry = polib.POEntry(
            msgid=term.msgid,
            msgctxt=term.msgctxt,
            comment=term.comment,
            occurrences=term.occurrences,
            flags=[flag for flag in term.flags if flag != "fuzzy"],
        )
        if old := known.get((term.msgctxt, term.msgid)):
            entry.msgstr = old.msgstr
            entry.flags += ["fuzzy"] if old.fuzzy else []
        merged.append(entry)
    return merged


def problems(template, catalogue):
    """List in sentences what `catalogue` lacks to be a full translation."""
    found = []
    terms = {(entry.msgctxt, entry.msgid) for entry in template}
    entries = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    found += [f"missing: {term[1]!r}" for term in terms - entries.keys()]
    for key, entry in entries.items():
        if entry.obsolete or key not in terms:
            found.append(f"stale: {entry.msgid!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {entry.msgid!r}")
        elif not entry.msgstr.strip():
            found.append(f"empty: {entry.msgid!r}")
        elif _placeholders(entry.msgid) != _placeholders(entry.msgstr):
            found.append(f"other placeholders: {entry.msgid!r} / {entry.msgstr!r}")
    return sorted(found)


def _placeholders(text):
    """Count each placeholder and tag of a term."""
    return Counter(PLACEHOLDER.findall(text))


def main(folders):
    """Rewrite the catalogues of these add-on folders; print what is untranslated."""
    for folder in map(Path, folders):
        template_file = folder / "i18n" / f"{folder.name}.pot"
        if not template_file.exists() or not template_file.stat().st_size:
            print(f"{folder.name}: no term to translate")
            continue
        template = normalise(read(template_file))
        template.save(str(template_file))
        file = folder / "i18n" / f"{LANGUAGE}.po"
        old = read(file) if file.exists() else polib.POFile()
        catalogue = merge(template, old)
        catalogue.save(str(file))
        found = problems(template, catalogue)
        print(f"{folder.name}: {len(catalogue)} terms, {len(found)} to do")
        for sentence in found:
            print(f"    {sentence}")


if __name__ == "__main__":
    main(sys.argv[1:])
