# SPDX-License-Identifier: MIT
import gzip
import hashlib
import re
from pathlib import Path

import pytest

from thinktank.kernel.errors import NotFound
from thinktank.web import assets
from thinktank.web.templates import environment, template_folders

ROOT = Path(__file__).parents[2]
KB = 1024


def test_the_address_holds_the_contents_hash() -> None:
    content = (ROOT / "static/css/app.css").read_bytes()
    assert assets.asset("css/app.css") == f"/static/{hashlib.sha256(content).hexdigest()[:8]}/css/app.css"


@pytest.mark.parametrize(
    "path", ["css/none.css", "../pyproject.toml", "css/../../pyproject.toml", "/etc/passwd", "", "css"]
)
def test_what_is_not_a_static_file_is_not_found(path: str) -> None:
    with pytest.raises(NotFound):
        assets.find(path)


def test_vendored_files_are_those_that_the_list_names() -> None:
    listed = (ROOT / "static/vendor/README.md").read_text()
    for file in (ROOT / "static/vendor").rglob("*.js"):
        assert hashlib.sha256(file.read_bytes()).hexdigest() in listed, file
        assert (file.parent / "LICENSE").is_file()


def test_a_normal_page_weighs_little() -> None:
    normal = ("css/app.css", "js/ui.js", "vendor/htmx-2.0.11/htmx.min.js")
    sizes = {path: len(gzip.compress((ROOT / "static" / path).read_bytes(), 9)) for path in normal}
    assert sum(sizes.values()) <= 60 * KB, sizes


def test_every_icon_that_a_template_names_is_there() -> None:
    known = set(re.findall(r'id="i-([\w-]+)"', (ROOT / "static/img/icons.svg").read_text()))
    used = {
        name
        for folder in template_folders().values()
        for file in folder.rglob("*.html")
        for name in re.findall(r"""icon(?:_name=|\()\s*['"]([\w-]+)['"]""", file.read_text())
    }
    assert used - known == set()


def test_no_template_carries_inline_script_or_style() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|https?://(?!www\.w3\.org)", re.IGNORECASE
    )
    for folder in template_folders().values():
        for file in folder.rglob("*.html"):
            assert not inline.search(file.read_text()), file


def test_every_template_compiles() -> None:
    for prefix, folder in template_folders().items():
        for file in folder.rglob("*.html"):
            name = f"{prefix}/{file.relative_to(folder).as_posix()}"
            assert environment().get_template(name).filename == str(file)
