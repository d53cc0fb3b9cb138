"""Furniture: what stands around a policy's body on its page, made afresh for each school. Plain text in, HTML
out.

The class names belong to overrides/site/assets/stylesheets/policy.css. Every value is escaped here and
nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from ..model.text import sentence

BANNERS = {
    "superseded": "Superseded",
    "proposed": "Proposed, not in force",
    "next": "A new version is proposed",
    "draft": "Draft",
    "consultation": "In consultation",
    "edition": "Earlier edition",
}


@dataclass(frozen=True, slots=True)
class PolicyLink:
    """One policy as a school's other pages show it. `href`, `pdf` and `docx` are relative to the page that
    shows it, or empty.
    """

    id: str
    title: str
    summary: str
    href: str
    state: str
    note: str = ""
    version: str = ""
    next_review: str = ""
    overdue: bool = False
    pdf: str = ""
    docx: str = ""


# -- colour --------------------------------------------------------------------------------------------------

_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
_PANEL = (0xF3, 0xF5, 0xF7)  # the darkest ground in policy.css that carries links
_Rgb = tuple[int, int, int]


def style(colour: str) -> str:
    """Return a <style> that paints the site in the school's colour, written "#rrggbb"; without one the style
    sheet's own colour stays.

    The header takes the colour as it is, with black or white upon it. Links and focus rings take it darkened
    until it can be read.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        return ""
    ground: _Rgb = (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))
    on_ground = max(_BLACK, _WHITE, key=lambda ink: _contrast(ink, ground))
    link = _darkened(ground, 4.5)
    variables = {
        "--md-primary-fg-color": _hex(ground),
        "--md-primary-fg-color--light": _hex(ground),
        "--md-primary-fg-color--dark": _hex(ground),
        "--md-primary-bg-color": _hex(on_ground),
        "--md-primary-bg-color--light": _hex(on_ground),
        "--md-typeset-a-color": _hex(link),
        "--md-accent-fg-color": _hex(_darkened(ground, 7)),
        "--policy-focus": _hex(link),
    }
    return f"<style>:root{{{';'.join(f'{name}:{value}' for name, value in variables.items())}}}</style>"


def _luminance(colour: _Rgb) -> float:
    """The relative luminance of WCAG 2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (c / 255 for c in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: _Rgb, other: _Rgb) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _darkened(colour: _Rgb, contrast: float) -> _Rgb:
    """Darken a colour, in steps that keep its hue, until it has the contrast on panels and so on white too.
    Black ends the search.
    """
    shades = (
        (round(colour[0] * left / 50), round(colour[1] * left / 50), round(colour[2] * left / 50))
        for left in range(50, -1, -1)
    )
    return next(shade for shade in shades if _contrast(shade, _PANEL) >= contrast)


def _hex(colour: _Rgb) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


# -- parts of a page -----------------------------------------------------------------------------------------


def logo(src: str, name: str) -> str:
    """Return the school's logo, or its initials in a square. Both are decoration: the link around them has
    the school's name.
    """
    if src:
        return f'<img src="{escape(src)}" alt="">'
    words = [
        word
        for word in re.findall(r"\b[^\W\d_]+['’]?\w*", name)
        if word.lower() not in ("the", "of", "and", "at", "for", "in")
    ]
    initials = "".join(word[0].upper() for word in words[:2])
    # The style sheet prints the letters: as text they would be a second name beside the link's own.
    return f'<span class="monogram" data-initials="{escape(initials)}"></span>'


_USUAL = ("in force", "model policy")


def navigation(links: Iterable[PolicyLink], active_id: str, home_href: str, home_label: str) -> str:
    """Return the list of the policies for the side of the page. One that is not what most are, in force or a
    model, says what it is.
    """
    lines = [_nav_line(home_href, home_label, "", active=not active_id)]
    lines += [
        _nav_line(
            link.href,
            link.title,
            "" if link.state.lower() in _USUAL else link.state,
            active=link.id == active_id,
        )
        for link in links
    ]
    return f'<ul class="md-nav__list" data-md-scrollfix>{"".join(lines)}</ul>'


def _nav_line(href: str, title: str, state: str, *, active: bool) -> str:
    item = "md-nav__item md-nav__item--active" if active else "md-nav__item"
    anchor = (
        'class="md-nav__link md-nav__link--active" aria-current="page"' if active else 'class="md-nav__link"'
    )
    small = f' <small class="nav-state">{escape(sentence(state))}</small>' if state else ""
    return (
        f'<li class="{item}"><a href="{escape(href)}" {anchor}><span'
        f' class="md-ellipsis">{escape(title)}{small}</span></a></li>'
    )


def banner(kind: str, text: str, link_href: str, link_text: str) -> str:
    """Return the notice above a page that is not the text in force. It begins with the kind in words."""
    link = f' <a href="{escape(link_href)}">{escape(link_text)}</a>' if link_href and link_text else ""
    label = escape(BANNERS[kind])
    words = f"<p><strong>{label}.</strong> {escape(text)}{link}</p>"
    return f'<div class="notice notice--{kind} furniture" role="note" aria-label="{label}">{words}</div>'


def foot(links: Iterable[tuple[str, str]], code: str = "") -> str:
    """Return the links at the end of every page, each as its address and its text, and the code of the text
    on the page.
    """
    named = f'<p>Code of this text: <span class="code">{escape(code)}</span></p>' if code else ""
    return named + "".join(f'<p><a href="{escape(href)}">{escape(text)}</a></p>' for href, text in links)


def actions(pdf: str, docx: str, title: str, more: Iterable[tuple[str, str]] = ()) -> str:
    """Return the links to a policy's files, and `more` links, each as its address and its text."""
    files = [
        f'<li><a class="file" href="{escape(href)}">Download {kind}<span class="unseen"> of'
        f" {escape(title)}</span></a></li>"
        for kind, href in (("PDF", pdf), ("Word", docx))
        if href
    ]
    files += [f'<li><a class="more" href="{escape(href)}">{escape(text)}</a></li>' for href, text in more]
    return f'<ul class="actions furniture">{"".join(files)}</ul>' if files else ""


def change_files(title: str, pdf: str, docx: str) -> str:
    """Return the links to the files of a set of changes."""
    named = (
        ("Word file with tracked changes", docx),
        ("PDF", pdf),
        ("Markdown", "changes.md"),
        ("data (JSON)", "changes.json"),
    )
    files = "".join(
        f'<li><a class="file" href="{escape(href)}">Download {kind}<span class="unseen"> of'
        f" {escape(title)}</span></a></li>"
        for kind, href in named
        if href
    )
    return f'<ul class="actions furniture">{files}</ul>'


# -- pages that are not policies -----------------------------------------------------------------------------


def home(title: str, intro: str, links: Sequence[PolicyLink], all_files_href: str) -> str:
    """Return the body of a school's home page: what it has, in what state, and the files."""
    shelf = (
        f'<ul class="shelf">{"".join(map(_card, links))}</ul>'
        if links
        else "<p>No policy has been published here yet.</p>"
    )
    whole = (
        f'<p class="all-files"><a class="file" href="{escape(all_files_href)}">Download every policy'
        " (ZIP)</a></p>"
        if all_files_href
        else ""
    )
    return f'<h1>{escape(title)}</h1><div class="intro">{_paragraphs(intro)}</div>{shelf}{whole}'


def _card(link: PolicyLink) -> str:
    title = f'<a href="{escape(link.href)}">{escape(link.title)}</a>' if link.href else escape(link.title)
    told = "".join(
        f'<p class="{name}">{escape(text)}</p>'
        for name, text in (("summary", link.summary), ("remark", link.note))
        if text
    )
    slug = re.sub(r"[^a-z]+", "-", link.state.lower()).strip("-")
    facts = [("Status", f'<span class="state state--{slug}">{escape(sentence(link.state))}</span>')]
    if link.version:
        facts.append(("Version", escape(link.version)))
    if link.next_review:
        late = ' <strong class="overdue">Overdue</strong>' if link.overdue else ""
        facts.append(("Next review", escape(link.next_review) + late))
    rows = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    files = "".join(
        f'<li><a class="file" href="{escape(href)}">{kind}<span class="unseen"> of'
        f" {escape(link.title)}</span></a></li>"
        for kind, href in (("PDF", link.pdf), ("Word", link.docx))
        if href
    )
    shelf = f'<ul class="files">{files}</ul>' if files else ""
    return (
        f'<li class="card"><div class="what"><h2>{title}</h2>{told}</div><dl'
        f' class="facts">{rows}</dl>{shelf}</li>'
    )


def state_page(title: str, text: str, home_href: str) -> str:
    """Return the body of the page of a policy that the school does not have, or does not have yet."""
    return (
        f'<h1>{escape(title)}</h1><div class="intro">{_paragraphs(text)}</div>'
        f'<p><a href="{escape(home_href)}">All policies of this school</a></p>'
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(part.strip())}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


# -- pages that stand alone ----------------------------------------------------------------------------------

_ALONE = """
*{box-sizing:border-box}
html{font:17px/1.6 "Open Sans","Segoe UI",system-ui,-apple-system,Helvetica,Arial,sans-serif;color:#1b2430;background:#fff}
body{margin:0}
.band{background:#17456b;color:#fff}
.band div,main{max-width:60rem;margin:0 auto;padding:1.5rem 1.25rem}
.band div{padding-block:2rem}
h1{font-size:clamp(1.5rem,1.2rem + 1.6vw,2.1rem);line-height:1.25;margin:0}
.band p{margin:.5rem 0 0;max-width:40rem}
h2{font-size:1.15rem;margin:2rem 0 .5rem;padding-top:1rem;border-top:1px solid #d3d9df}
main>section:first-of-type h2{border-top:0;padding-top:0;margin-top:1rem}
h2 span{font-weight:400;color:#4a5562;font-size:.9rem}
ul{list-style:none;margin:0;padding:0;columns:17rem;column-gap:2rem}
li{break-inside:avoid}
li a{display:block;padding:.45rem 0}
a{color:#17456b;text-underline-offset:.15em;text-decoration-thickness:1px}
a:hover{color:#0d2c46;text-decoration-thickness:2px}
:focus-visible{outline:3px solid #17456b;outline-offset:2px}
.find label{display:block;font-weight:700}
.find input{width:100%;max-width:26rem;font:inherit;padding:.5rem .75rem;border:1px solid #5d6875;border-radius:4px}
.find output{display:block;color:#4a5562;font-size:.9rem;margin-top:.35rem;min-height:1.6em}
.model{margin-top:2.5rem;padding:1rem 1.25rem;background:#f3f5f7;border-left:4px solid #17456b}
.skip{position:absolute;left:-99rem}
.skip:focus{left:.5rem;top:.5rem;background:#fff;padding:.5rem .75rem;z-index:1}
[hidden]{display:none!important}
@media print{.find{display:none}.band{background:none;color:inherit}}
"""

_FILTER = """
(function(){
var find=document.querySelector(".find"),input=find.querySelector("input"),said=find.querySelector("output");
var sections=document.querySelectorAll("section[data-group]");
function plain(text){return text.toLowerCase().normalize("NFD").replace(/[\\u0300-\\u036f'\\u2019.]/g,"")}
function filter(){var wanted=plain(input.value).split(/\\s+/),shown=0;
sections.forEach(function(section){var here=0,group=plain(section.querySelector("h2").textContent);
section.querySelectorAll("li").forEach(function(item){var text=plain(item.textContent)+" "+group;
item.hidden=!wanted.every(function(word){return text.indexOf(word)>=0});here+=!item.hidden});
section.hidden=!here;shown+=here});
said.textContent=input.value.trim()?(shown===0?"No school matches. Try fewer letters.":shown===1?"1 school":shown+" schools"):""}
input.addEventListener("input",filter);find.hidden=false;filter()})();
"""


def alone(title: str, lead: str, body: str, script: str = "", styles: str = "") -> str:
    """Return a whole page that needs nothing but itself."""
    told = f"<p>{escape(lead)}</p>" if lead else ""
    code = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
        f' content="width=device-width,initial-scale=1"><title>{escape(title)}</title><link rel="icon"'
        f' href="data:,"><style>{_ALONE}{styles}</style></head><body><a class="skip" href="#content">Skip to'
        f' content</a><header class="band"><div><h1>{escape(title)}</h1>{told}</div></header><main'
        f' id="content">{body}</main>{code}</body></html>\n'
    )


def portal(title: str, schools: Sequence[tuple[str, str, str]], model_href: str, check_href: str) -> str:
    """Return the whole front page: every school as (name, group, href), by group, with a box to find one.

    Everything is listed without scripts; the box appears only where they run.
    """
    ordered = sorted(schools, key=lambda school: (school[1].casefold(), school[0].casefold()))
    groups = [(group, list(members)) for group, members in groupby(ordered, key=lambda school: school[1])]
    sections = "".join(_group(group or "Schools", members) for group, members in groups)
    find = (
        '<div class="find" hidden><label for="find">Find a school</label>'
        '<input id="find" type="search" autocomplete="off"><output for="find"></output></div>'
    )
    model = (
        f'<p class="model"><a href="{escape(model_href)}">The model policies</a>, '
        "which schools adopt and fill in, and what changed between their versions.</p>"
    )
    check = (
        f'<p class="check"><a href="{escape(check_href)}">Check a paper copy</a> of a policy by the code at'
        " its foot.</p>"
    )
    return alone(
        title,
        "Choose a school to read its policies.",
        find + sections + (model if model_href else "") + check,
        _FILTER,
    )


def _group(name: str, members: Sequence[tuple[str, str, str]]) -> str:
    items = "".join(f'<li><a href="{escape(href)}">{escape(school)}</a></li>' for school, _, href in members)
    return (
        f"<section data-group><h2>{escape(name)} <span>({len(members)})</span></h2><ul>{items}</ul></section>"
    )


def not_found(home_href: str) -> str:
    """Return the whole page for an address that leads nowhere. A host shows it at any depth, so it fetches
    nothing.
    """
    body = (
        "<p>The address may have been typed or copied wrongly, or the page may belong to a version that is no"
        " longer published.</p>"
        f'<p><a href="{escape(home_href)}">Choose a school and find the policy from there</a></p>'
    )
    return alone("Page not found", "", body)


def redirect(href: str, name: str) -> str:
    """Return the whole page that leads on to `href` at once, and says where to."""
    page = alone(name, "", f'<p><a href="{escape(href)}">Go to the policies of {escape(name)}</a></p>')
    return page.replace("<title>", f'<meta http-equiv="refresh" content="0; url={escape(href)}"><title>', 1)
