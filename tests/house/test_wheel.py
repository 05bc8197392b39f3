import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.repository import ROOT, kept_files

NEEDED = ["pyproject.toml", "README.md", "LICENSE", ".gitignore"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for path in kept_files():
        name = path.relative_to(ROOT)
        if name.parts[0] == "src" or name.as_posix() in NEEDED:
            target = tmp_path / "project" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return tmp_path / "project"


def build(project: Path) -> set[str]:
    """Build a wheel without a network and return the names of its files."""
    folder = project.parent / "wheels"
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=project, check=True, capture_output=True, text=True)
    (wheel,) = folder.glob("daysheet-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def missing_from(names: set[str], project: Path) -> list[str]:
    source = project / "src"
    files = (path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file())
    return sorted(set(files) - names)


def test_the_wheel_holds_every_file_of_the_package(copy: Path) -> None:
    names = build(copy)

    assert missing_from(names, copy) == []
    assert any(name.endswith(".sql") for name in names)
    assert "daysheet/py.typed" in names


def test_a_wheel_without_the_sql_is_caught(copy: Path) -> None:
    (copy / "src" / "daysheet" / "planted.sql").write_text("select 1\n", encoding="utf-8")
    with (copy / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[tool.hatch.build]\nexclude = ["*.sql"]\n')

    assert "daysheet/planted.sql" in missing_from(build(copy), copy)
