"""The rules of ARCHITECTURE.md that a program can check, one function each.

Each takes the folder that holds the add-ons and returns its findings as sentences
`file:line: what is wrong`. They read source, so that they need no database; what
only the running registry knows is in tests/test_overrides.py.
"""

import ast
import fnmatch
import re
from pathlib import Path

CORE = "jxc_core"
# Names of context keys that would be a way around a rule.
LOOPHOLE = re.compile(
    r"skip|bypass|force|ignore|disable|no_check|without_check|allow(?!ed_company_ids)"
)
SUDO_COMMENT = re.compile(r"#\s*sudo: \w+")
# Folders from the bottom up: what lies higher may import what lies lower.
LAYERS = {"tools": 0, "models": 1, "report": 2, "wizard": 2, "controllers": 3}


# === READING ===


def addons(root):
    """Return the add-ons' folders, in the order of their names."""
    return sorted(file.parent for file in Path(root).glob("*/__manifest__.py"))


def manifest(addon):
    """Return the manifest as a dict."""
    return ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))


def product_files(root, pattern):
    """Yield the files that run at a customer's, so not those of the tests."""
    for addon in addons(root):
        for file in sorted(addon.rglob(pattern)):
            if "tests" not in file.relative_to(addon).parts:
                yield file


def _trees(root):
    """Yield each Python file with its syntax tree, parents marked."""
    for file in product_files(root, "*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for parent in ast.walk(tree):
            for child in ast.iter_child_nodes(parent):
                child.parent = parent
        yield file, tree


def _calls(tree, name):
    """Yield the calls of a method of this name."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == name
        ):
            yield node


def _functions(tree):
    """Yield the functions and methods, without those inside another function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not isinstance(
            node.parent, ast.FunctionDef | ast.AsyncFunctionDef
        ):
            yield node


# === THE STAR ===


def star(root):
    """Find add-ons that depend on, import or name one that is not the core."""
    names = {addon.name for addon in addons(root)}
    found = []
    for addon in addons(root):
        others = names - {CORE, addon.name}
        if addon.name == CORE:
            others = names - {CORE}
        for name in sorted(others & set(manifest(addon)["depends"])):
            found.append(f"{addon}/__manifest__.py:1: depends on {name}")
        mention = re.compile(
            rf"odoo\.addons\.({'|'.join(sorted(others))})\b"
            rf"|[\"'@(]({'|'.join(sorted(others))})[./]\w"
        )
        if not others:
            continue
        for file in product_files(root, "*"):
            if addon in file.parents and file.suffix in (".py", ".xml", ".js", ".csv"):
                for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                    if match := mention.search(line):
                        found.append(f"{file}:{number}: names {match[1] or match[2]}")
    return found


def layers(root):
    """Find imports that go up: tools know no odoo, models no wizard."""
    found = []
    for file, tree in _trees(root):
        layer = file.relative_to(root).parts[1]
        for node in ast.walk(tree):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            for name in _imported(node):
                if layer == "tools" and name.split(".")[0] == "odoo":
                    found.append(f"{file}:{node.lineno}: tools/ imports {name}")
                reached = [part for part in name.split(".") if part in LAYERS]
                if (
                    layer in LAYERS
                    and name.startswith((".", "odoo.addons.jxc"))
                    and reached
                    and LAYERS[reached[0]] > LAYERS[layer]
                ):
                    found.append(f"{file}:{node.lineno}: {layer}/ imports {name}")
    return found


def _imported(node):
    """Return the dotted names that an import statement names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    prefix = "." * node.level + (node.module or "")
    return [f"{prefix}.{alias.name}" for alias in node.names]


# === FILES ===


def unlisted_files(root):
    """Find data, assets and Python modules that nothing loads."""
    found = []
    for addon in addons(root):
        listed = manifest(addon)
        data = {*listed.get("data", []), *listed.get("demo", [])}
        globs = [
            entry if isinstance(entry, str) else entry[-1]
            for bundle in listed.get("assets", {}).values()
            for entry in bundle
        ]
        for file in sorted(path for path in addon.rglob("*") if path.is_file()):
            name = file.relative_to(addon).as_posix()
            folder = name.split("/")[0]
            if folder in ("data", "demo", "security", "views", "wizard", "report"):
                if file.suffix in (".xml", ".csv") and name not in data:
                    found.append(f"{file}:1: is not in the manifest")
            elif name.startswith(("static/src/", "static/tests/")):
                if file.suffix in (".js", ".scss", ".css", ".xml") and not any(
                    fnmatch.fnmatch(f"{addon.name}/{name}", glob.replace("**/", "*"))
                    for glob in globs
                ):
                    found.append(f"{file}:1: is in no assets bundle")
            if file.suffix == ".py" and not _is_imported(addon, file):
                found.append(f"{file}:1: its package does not import it")
    return found


def _is_imported(addon, file):
    """Tell whether the package that holds a module imports it."""
    name = file.relative_to(addon).as_posix()
    if name.startswith("migrations/") or file.name == "__manifest__.py":
        return True
    if file.name == "__init__.py":
        if file.parent == addon or file.parent.name in ("tests", "tools"):
            return True  # the host, or whoever needs them, imports these
        module, package = file.parent.name, file.parent.parent
    elif file.parent.name == "tools":
        return True
    elif file.parent.name == "tests" and not file.name.startswith("test_"):
        return True
    else:
        module, package = file.stem, file.parent
    init = package / "__init__.py"
    return init.exists() and any(
        alias.name == module or (node.module or "").split(".")[0] == module
        for node in ast.walk(ast.parse(init.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


def model_files(root):
    """Find files in models/ that are not named after a model they hold.

    A second file of a large model adds its topic: `res_partner_phone.py`.
    """
    found = []
    for file, tree in _trees(root):
        if file.parent.name != "models" or file.name == "__init__.py":
            continue
        models = {
            node.value.value.replace(".", "_")
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id in ("_name", "_inherit")
            and isinstance(node.value, ast.Constant)
        }
        if models and not any(
            file.stem == model or file.stem.startswith(f"{model}_") for model in models
        ):
            found.append(f"{file}:1: holds {', '.join(sorted(models))}")
    return found


# === EXPLANATIONS ===


def unexplained_sudo(root):
    """Find a raised right with no line `# sudo: who could not read what, and why`."""
    found = []
    for file, tree in _trees(root):
        lines = file.read_text(encoding="utf-8").splitlines()
        for call in [*_calls(tree, "sudo"), *_superuser_calls(tree)]:
            lowered = call.args and getattr(call.args[0], "value", None) is False
            if not lowered and not _explained(lines, call):
                found.append(f"{file}:{call.lineno}: sudo() without its reason")
    return found


def _superuser_calls(tree):
    """Yield `with_user(SUPERUSER_ID)`, which is a sudo by another name."""
    for call in _calls(tree, "with_user"):
        if call.args and "SUPERUSER_ID" in ast.dump(call.args[0]):
            yield call


def _explained(lines, call):
    """Tell whether the comment stands in the statement or above it.

    A comment speaks for its paragraph: up to the next blank line.
    """
    statement = call
    while not isinstance(statement, ast.stmt):
        statement = statement.parent
    first = statement.lineno - 1
    while first and lines[first - 1].strip():
        first -= 1
    return any(SUDO_COMMENT.search(line) for line in lines[first : call.end_lineno])


def missing_docstrings(root):
    """Find a policy method, scheduled action, override or tool without docstring."""
    found = []
    for file, tree in _trees(root):
        in_tools = file.parent.name == "tools"
        for function in _functions(tree):
            name = function.name
            if name.startswith("__") or ast.get_docstring(function):
                continue
            if (
                in_tools
                or name.startswith(("_jxc_", "_cron_jxc_"))
                or calls_super(function)
            ):
                found.append(f"{file}:{function.lineno}: {name} has no docstring")
    return found


def calls_super(function):
    """Tell whether a method calls the one it overrides."""
    return any(
        isinstance(call.func.value, ast.Call)
        and getattr(call.func.value.func, "id", "") == "super"
        for call in _calls(function, function.name)
    )


# === GATES ===


def context_loopholes(root):
    """Find context keys that could open a gate.

    A context comes with every RPC call. A check may not read it, and nowhere may a
    key be read whose name promises to leave something out.
    """
    found = []
    for file, tree in _trees(root):
        for node, key in _context_reads(tree):
            function = _enclosing_function(node)
            if LOOPHOLE.search(key) or function.startswith(
                ("_jxc_check_", "_jxc_pass_gate", "_jxc_get_holds")
            ):
                found.append(f"{file}:{node.lineno}: context key {key!r} read here")
    return found


def _context_reads(tree):
    """Yield (node, key) of `env.context.get(key)`, `[key]` and `key in`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "get" and _is_context(node.func.value) and node.args:
                yield node, _text(node.args[0])
        elif isinstance(node, ast.Subscript) and _is_context(node.value):
            yield node, _text(node.slice)
        elif isinstance(node, ast.Compare) and _is_context(node.comparators[0]):
            yield node, _text(node.left)


def _is_context(node):
    """Tell whether this is an environment's context (an exception has one too)."""
    return isinstance(node, ast.Attribute) and (
        node.attr == "_context"
        or (node.attr == "context" and "env" in ast.unparse(node.value))
    )


def _text(node):
    """Return a constant's value, or the source of what is none."""
    return str(node.value) if isinstance(node, ast.Constant) else ast.unparse(node)


def _enclosing_function(node):
    """Return the name of the function around a node, or nothing."""
    while node := getattr(node, "parent", None):
        if isinstance(node, ast.FunctionDef):
            return node.name
    return ""


# === WHAT PRODUCT CODE NEVER DOES ===


def forbidden_code(root):
    """Find commits, SQL as text, questions about tests and late patches."""
    found = []
    for file, tree in _trees(root):
        found += [f"{file}:{line}: {why}" for line, why in _forbidden_calls(tree)]
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if re.search(r"test_enable|current_test|in_test_mode|\.testing\b", line):
                found.append(f"{file}:{number}: asks whether a test is running")
    for addon in addons(root):
        if "post_load" in manifest(addon):
            found.append(f"{addon}/__manifest__.py:1: post_load")
    return found


def _forbidden_calls(tree):
    """Yield (line, why) of commits and of SQL that is not built with SQL()."""
    for name in ("commit", "rollback"):
        for call in _calls(tree, name):
            if ast.unparse(call.func.value).endswith("cr"):
                yield call.lineno, f"cr.{name}()"
    for call in _calls(tree, "execute"):
        text = ast.Constant | ast.JoinedStr | ast.BinOp
        if call.args and isinstance(call.args[0], text):
            yield call.lineno, "SQL that is not odoo.tools.SQL"


def fragile_views(root):
    """Find views that replace, count or match the text of the host's."""
    found = []
    rules = {
        r'position="replace"': "replaces what another module may extend",
        r'expr="[^"]*\[\d+\]': "counts nodes",
        r'expr="[^"]*text\(\)': "matches a text, which translations change",
    }
    for file in product_files(root, "*.xml"):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            for pattern, why in rules.items():
                if re.search(pattern, line):
                    found.append(f"{file}:{number}: {why}")
    return found


RULES = [
    star,
    layers,
    unlisted_files,
    model_files,
    unexplained_sudo,
    missing_docstrings,
    context_loopholes,
    forbidden_code,
    fragile_views,
]
