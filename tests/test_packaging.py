"""A company can install each add-on with pip: one wheel each, complete, no more."""

import email
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import architecture

ROOT = Path(__file__).parent.parent
ADDONS = {addon.name: addon for addon in architecture.addons(ROOT / "addons")}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    """Return {add-on: its wheel}, built as `./dev wheel` does."""
    folder = tmp_path_factory.mktemp("dist")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    options = ["--no-index", "--no-deps", "--no-build-isolation", "-q"]
    build = [*pip, "wheel", *options, "-w", folder, *ADDONS.values()]
    run = subprocess.run(build, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return {
        file.name.split("-")[0].removeprefix("odoo_addon_"): file
        for file in folder.glob("*.whl")
    }


def _metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def test_there_is_one_wheel_for_each_addon(wheels):
    assert set(wheels) == set(ADDONS)


@pytest.mark.parametrize("name", ADDONS)
def test_the_wheel_is_named_and_numbered_after_the_manifest(name, wheels):
    manifest = architecture.manifest(ADDONS[name])
    metadata = _metadata(wheels[name])
    assert metadata["Name"].replace("_", "-") == f"odoo-addon-{name}".replace("_", "-")
    # The manifest's version alone: not one more for each commit since.
    assert metadata["Version"] == manifest["version"]
    assert metadata["Summary"] == manifest["summary"]


@pytest.mark.parametrize("name", ADDONS)
def test_the_wheel_requires_what_the_manifest_names(name, wheels):
    manifest = architecture.manifest(ADDONS[name])
    requires = {
        line.split(";")[0].split("==")[0].strip().lower().replace("_", "-")
        for line in _metadata(wheels[name]).get_all("Requires-Dist", [])
    }
    expected = {"odoo", *manifest.get("external_dependencies", {}).get("python", [])}
    expected |= {f"odoo-addon-{d}" for d in manifest["depends"] if d in ADDONS}
    assert {line.split(">=")[0].split("<")[0] for line in requires} == {
        line.lower().replace("_", "-") for line in expected
    }


@pytest.mark.parametrize("name", ADDONS)
def test_the_wheel_holds_the_files_of_the_addon_and_no_others(name, wheels):
    tracked = subprocess.run(
        ["git", "ls-files"],
        cwd=ADDONS[name],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    with zipfile.ZipFile(wheels[name]) as archive:
        packed = {
            file.removeprefix(f"odoo/addons/{name}/")
            for file in archive.namelist()
            if file.startswith("odoo/") and not file.endswith("/")
        }
    assert packed == set(tracked) - {"pyproject.toml"}


def test_the_wheels_install_and_the_host_would_find_them(wheels, tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install"]
    subprocess.run(
        [*pip, "--no-index", "--no-deps", "-q", "--target", tmp_path, *wheels.values()],
        check=True,
    )
    for name in ADDONS:
        assert (tmp_path / "odoo" / "addons" / name / "__manifest__.py").exists()
    # No package of this name may come with them: it would hide the host's.
    assert not (tmp_path / "odoo" / "__init__.py").exists()
    assert not (tmp_path / "odoo" / "addons" / "__init__.py").exists()
