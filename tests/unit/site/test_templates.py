"""Templates of pages: values stay data, a library may have its own, and what is wrong in one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewright.build.options import load_toolchain
from clausewright.errors import ClausewrightError
from clausewright.model.codes import ALPHABET, LENGTH
from clausewright.model.values import SCHOOL
from clausewright.override_files import shipped_overrides
from clausewright.templates import PageTemplates, load_templates


def templates_with(folder: Path, **texts: str) -> PageTemplates:
    """Templates with those texts as "name.html", in an overrides folder of a library."""
    pages = folder / "overrides" / "pages"
    (folder / "overrides" / "site").mkdir(parents=True, exist_ok=True)
    pages.mkdir(exist_ok=True)
    for name, text in texts.items():
        (pages / f"{name}.html").write_text(text, encoding="utf-8")
    return load_templates(folder / "overrides")


def test_a_value_is_escaped_wherever_it_stands(tmp_path: Path) -> None:
    templates = templates_with(tmp_path, page='<p title="{{ text }}">{{ text }}{{ "-" ~ text }}</p>')
    assert templates.render("page.html", text="<b>\"&'") == (
        '<p title="&lt;b&gt;&quot;&amp;&#x27;">&lt;b&gt;&quot;&amp;&#x27;-&lt;b&gt;&quot;&amp;&#x27;</p>'
    )


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("<ul>\n  <li>\n    a\n  </li>\n</ul>\n", "<ul><li>a</li></ul>"),
        ("<p>one\n  two</p>\n", "<p>one two</p>"),
        ('<a class="x"\n  href="y">z</a>', '<a class="x" href="y">z</a>'),
        ("{% if true %}\n  a\n{% endif %}\n{{ 'b' }}\n", "ab"),
        ("<b>a</b> <i>b</i>", "<b>a</b> <i>b</i>"),
    ],
)
def test_line_breaks_lay_out_a_template_and_not_a_page(tmp_path: Path, text: str, printed: str) -> None:
    assert templates_with(tmp_path, page=text).render("page.html") == printed


def test_a_library_has_its_own_templates_and_the_shipped_ones_where_it_has_none(tmp_path: Path) -> None:
    (tmp_path / "overrides" / "pages" / "site").mkdir(parents=True)
    (tmp_path / "overrides" / "pages" / "site" / "foot.html").write_text("<p>Ours</p>", encoding="utf-8")
    (tmp_path / "overrides" / "pages" / "alone.css").write_text("body{color:red}\n", encoding="utf-8")
    templates, shipped = load_templates(tmp_path / "overrides"), load_templates(shipped_overrides())
    assert templates.render("site/foot.html", links=[], code="") == "<p>Ours</p>"
    state = {"title": "Drones", "texts": ["None."], "home": "../index.html", "unit": SCHOOL}
    assert templates.render("site/state.html", **state) == shipped.render("site/state.html", **state)
    assert "body{color:red}" in templates.render("front/not_found.html", home="/", unit=SCHOOL)
    assert "body{color:red}" not in shipped.render("front/not_found.html", home="/", unit=SCHOOL)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("<p>\n{% if %}</p>", 2, "Expected an expression"),
        ("<p>{{ nothing }}</p>", 0, "'nothing' is undefined"),
        ("{% include 'none.html' %}", 0, "none.html"),
    ],
)
def test_a_template_that_is_wrong_is_named(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(ClausewrightError) as raised:
        templates_with(tmp_path, page=text).render("page.html")
    (problem,) = raised.value.problems
    assert (problem.path, problem.line) == ("overrides/pages/page.html", line)
    assert message in problem.message


def test_a_template_that_changes_is_read_again_and_changes_what_is_built(tmp_path: Path) -> None:
    templates = templates_with(tmp_path, page="<p>before</p>")
    assert templates.render("page.html") == "<p>before</p>"
    digest = load_toolchain(tmp_path).digest
    templates_with(tmp_path, other="<p>new</p>", page="<p>afterwards</p>")
    assert load_toolchain(tmp_path).digest != digest
    templates_with(tmp_path, page="<p>before</p>")
    (tmp_path / "overrides" / "pages" / "other.html").unlink()
    assert load_toolchain(tmp_path).digest == digest


def test_the_page_that_checks_a_code_knows_the_letters_of_codes() -> None:
    script = load_templates(shipped_overrides()).read("check/check.js")
    assert f'var ALPHABET="{ALPHABET}",LENGTH={LENGTH};' in script
