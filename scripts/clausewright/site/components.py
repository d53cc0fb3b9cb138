"""Components: what stands around a policy's body on its page, made afresh for each school, and the pages that
belong to no policy. Plain text goes into templates of `overrides/pages`, HTML comes out.

The class names belong to overrides/site/assets/stylesheets/policy.css.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..model.text import capitalise
from ..model.values import Words
from ..templates import PageTemplates

BANNERS = {
    "superseded": "Superseded",
    "proposed": "Proposed, not in force",
    "next": "A new version is proposed",
    "draft": "Draft",
    "consultation": "In consultation",
    "edition": "Earlier edition",
    "overdue": "Review overdue",
}


@dataclass(frozen=True, slots=True)
class PolicyLink:
    """One policy as a school's other pages show it. `href`, `pdf` and `docx` are relative to the page that
    shows it, or empty; `meant_for` says in a few words whom it is for.
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
    meant_for: str = ""


# -- the head of a page --------------------------------------------------------------------------------------

_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def render_security_policy(templates: PageTemplates, head: str) -> str:
    """Return the meta element with the security policy of a page of a site; `head` is the HTML, made for the
    school, that stands in the page's head.
    """
    return templates.render("site/security.html", styles=_STYLE.findall(head))


def render_description(templates: PageTemplates, text: str, feed: str = "", feed_title: str = "") -> str:
    """Return the meta element by which search engines describe a page, and the link by which programs find
    the feed at the address `feed`.
    """
    return templates.render("site/description.html", text=text, feed=feed, feed_title=feed_title)


# -- parts of a page -----------------------------------------------------------------------------------------

_SMALL_WORDS = ("the", "of", "and", "at", "for", "in")


def render_logo(templates: PageTemplates, address: str, name: str) -> str:
    """Return the school's logo, or the initials of its name where `address` is empty."""
    initials = ""
    for word in re.findall(r"\b[^\W\d_]+['’]?\w*", name):
        if word.lower() not in _SMALL_WORDS and len(initials) < 2:
            initials += word[0].upper()
    return templates.render("site/logo.html", address=address, initials=initials)


_USUAL = ("in force", "model policy")


@dataclass(frozen=True, slots=True)
class NavigationLine:
    """A line of the navigation; `state` is empty where there is nothing to say of it."""

    address: str
    title: str
    state: str
    is_active: bool


def render_navigation(
    templates: PageTemplates, links: Iterable[PolicyLink], active_id: str, home: str, home_title: str
) -> str:
    """Return the list of the policies for the side of the page. One that is not what most are, in force or a
    model, says what it is.
    """
    lines = [NavigationLine(home, home_title, "", is_active=not active_id)]
    for link in links:
        state = "" if link.state.lower() in _USUAL else capitalise(link.state)
        lines.append(NavigationLine(link.href, link.title, state, is_active=link.id == active_id))
    return templates.render("site/navigation.html", lines=lines)


def render_banner(
    templates: PageTemplates, kind: str, text: str, link_address: str = "", link_text: str = ""
) -> str:
    """Return the notice above a page that is not the text in force; `kind` is a key of `BANNERS`."""
    return templates.render(
        "site/banner.html",
        kind=kind,
        label=BANNERS[kind],
        text=text,
        link_address=link_address,
        link_text=link_text,
    )


def render_foot(templates: PageTemplates, links: Iterable[tuple[str, str]], code: str = "") -> str:
    """Return the links at the end of every page, each as its address and its text, and the code of the text
    on the page.
    """
    return templates.render("site/foot.html", links=links, code=code)


def render_actions(
    templates: PageTemplates,
    pdf: str,
    docx: str,
    title: str,
    more: Iterable[tuple[str, str]] = (),
    citation: str = "",
) -> str:
    """Return the links to a policy's files, and `more` links, each as its address and its text. `citation` is
    what a clause of it is cited by, before its number.
    """
    files = [(kind, address) for kind, address in (("PDF", pdf), ("Word", docx)) if address]
    return templates.render("site/actions.html", title=title, files=files, more=list(more), citation=citation)


def render_change_files(
    templates: PageTemplates, title: str, pdf: str, docx: str, *, is_decided: bool
) -> str:
    """Return the links to the files of a set of changes. What is decided has no files to decide with."""
    named = [("Word file with tracked changes", docx), ("PDF", pdf)]
    if not is_decided:
        named += [
            ("spreadsheet", "changes.xlsx"),
            ("spreadsheet as CSV", "changes.csv"),
            ("motion for the agenda", "agenda.txt"),
            ("text of an e-mail", "email.txt"),
        ]
    named += [("Markdown", "changes.md"), ("data (JSON)", "changes.json")]
    files = [(kind, address) for kind, address in named if address]
    return templates.render("site/change_files.html", title=title, files=files)


# -- pages that are not policies -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StateLabel:
    """A policy's state in words, and as the style sheet's word for it."""

    words: str
    slug: str


def render_home(
    templates: PageTemplates,
    title: str,
    intro: str,
    links: Iterable[PolicyLink],
    archive: str = "",
    published: PolicyLink | None = None,
    tell: str = "",
) -> str:
    """Return the body of a school's home page: what it has, in what state, and the files. Policies stand
    together by whom they are for, where that differs.

    `archive` is the address of all files in one, `published` leads to what the school must publish, `tell` is
    the card that says whom to tell of a worry.
    """
    shelves: dict[str, list[tuple[PolicyLink, StateLabel]]] = {}
    for link in links:
        slug = re.sub(r"[^a-z]+", "-", link.state.lower()).strip("-")
        shelves.setdefault(link.meant_for, []).append((link, StateLabel(capitalise(link.state), slug)))
    return templates.render(
        "site/home.html",
        title=title,
        intro=_split_paragraphs(intro),
        shelves=list(shelves.items()) if len(shelves) > 1 else [("", cards) for cards in shelves.values()],
        archive=archive,
        published=published,
        tell=tell,
    )


def render_state_page(templates: PageTemplates, title: str, text: str, home: str, unit: Words) -> str:
    """Return the body of the page of a policy that the school does not have, or does not have yet."""
    return templates.render(
        "site/state.html", title=title, texts=_split_paragraphs(text), home=home, unit=unit
    )


def _split_paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


# -- pages that stand alone ----------------------------------------------------------------------------------


def render_front_page(
    templates: PageTemplates,
    title: str,
    unit: Words,
    schools: Sequence[tuple[str, str, str]],
    model: str,
    check: str,
) -> str:
    """Return the whole front page: every school as (name, group, address), by group, with a box to find one.

    `unit` is what a school is called here. `model` and `check` are the addresses of the model's site, empty
    where there is none, and of the page that checks a paper copy.
    """
    ordered = sorted(schools, key=lambda school: (school[1].casefold(), school[0].casefold()))
    groups = []
    for group, members in groupby(ordered, key=lambda school: school[1]):
        groups.append((group or capitalise(unit.plural), [(name, address) for name, _, address in members]))
    return templates.render(
        "front/front.html", title=title, unit=unit, groups=groups, model=model, check=check
    )


def render_not_found(templates: PageTemplates, home: str, unit: Words) -> str:
    """Return the whole page for an address that leads nowhere."""
    return templates.render("front/not_found.html", home=home, unit=unit)


def render_redirect(templates: PageTemplates, address: str, name: str) -> str:
    """Return the whole page that leads on to `address` at once, and says whose policies are there."""
    return templates.render("front/redirect.html", address=address, title=name)
