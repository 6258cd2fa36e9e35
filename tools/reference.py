"""Write the tables of ARCHITECTURE.md that the source already tells.

`./dev fix` calls it; tests/test_architecture.py asks whether it was called. A table
stands between two marks, `<!-- begin NAME -->` and `<!-- end NAME -->`.
"""

import ast
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import architecture

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "ARCHITECTURE.md"
CODE = re.compile(r"[a-z_]+\.[a-z_]+")


def rewritten(page, addons):
    """Return the text of `page` with every table as the source tells it now."""
    for name, table in TABLES.items():
        head, rows = table(addons)
        lines = [head, re.sub(r"[^|]+", " --- ", head), *rows]
        block = f"<!-- begin {name} -->\n" + "\n".join(lines) + f"\n<!-- end {name} -->"
        pattern = rf"<!-- begin {name} -->.*?<!-- end {name} -->"
        page = re.sub(pattern, lambda _match, text=block: text, page, flags=re.DOTALL)
    return page


def _models(addons):
    """Yield (add-on, file, class, model) of each model that is made or extended."""
    for file in architecture.product_files(addons, "*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
            names = {}
            for node in cls.body:
                if isinstance(node, ast.Assign) and isinstance(
                    node.targets[0], ast.Name
                ):
                    names[node.targets[0].id] = node.value
            value = names.get("_name") or names.get("_inherit")
            if isinstance(value, ast.List):
                value = value.elts[0]
            if isinstance(value, ast.Constant):
                addon = file.relative_to(addons).parts[0]
                yield addon, file, cls, value.value


def _methods(cls):
    """Yield the methods of a class, each with its docstring's first sentence."""
    for node in cls.body:
        if isinstance(node, ast.FunctionDef):
            text = " ".join((ast.get_docstring(node) or "").split("\n\n")[0].split())
            yield node, text.replace("|", "/")


def hooks(addons):
    """Return head and rows: which methods of the host we extend, and why."""
    rows = [
        f"| `{model}.{method.name}` | {addon} | {text} |"
        for addon, _file, cls, model in _models(addons)
        if not model.startswith("jxc.")
        for method, text in _methods(cls)
        if not method.name.startswith("_jxc_") and architecture.calls_super(method)
    ]
    return "| host method | extended in | why |", sorted(rows)


def extension_points(addons):
    """Return head and rows: our methods that are made to be extended."""
    rows = [
        f"| `{model}.{method.name}` | {addon} | {text} |"
        for addon, _file, cls, model in _models(addons)
        for method, text in _methods(cls)
        if "Extension point" in (ast.get_docstring(method) or "")
    ]
    return "| policy method | defined in | what it answers |", sorted(rows)


def fields(addons):
    """Return head and rows: what we add to each model of the host."""
    added = {}
    for addon, _file, cls, model in _models(addons):
        names = [
            f"`{node.targets[0].id}`"
            for node in cls.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id.startswith("jxc_")
        ]
        if names and not model.startswith("jxc."):
            added.setdefault((model, addon), []).extend(names)
    rows = [
        f"| `{model}` | {addon} | {', '.join(sorted(names))} |"
        for (model, addon), names in added.items()
    ]
    return "| host model | added by | fields |", sorted(rows)


def codes(addons):
    """Return {code of a hold: file}, from the constants beside the rules."""
    found = {}
    for file in architecture.product_files(addons, "*.py"):
        source = file.read_text(encoding="utf-8")
        if "tools.hold import" not in source:
            continue
        for node in ast.parse(source).body:
            if isinstance(node, ast.Assign):
                for part in ast.walk(node.value):
                    value = getattr(part, "value", None)
                    if (
                        isinstance(value, str)
                        and CODE.fullmatch(value)
                        and ".group_" not in value
                    ):
                        found[value] = file
    return found


TABLES = {"hooks": hooks, "extension points": extension_points, "fields": fields}


if __name__ == "__main__":
    PAGE.write_text(
        rewritten(PAGE.read_text(encoding="utf-8"), ROOT / "addons"), encoding="utf-8"
    )
