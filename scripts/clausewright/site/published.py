"""The page of what a school must have on its website: each policy with its version, its dates and its files,
and what is not there yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.values import Words
from ..templates import PageTemplates
from .search import Entry

ID, TITLE = "published", "What we publish"
# The page beside it that has the list alone.
LIST = f"{ID}/list.html"
SEARCH_ENTRY = Entry(
    "",
    "",
    TITLE,
    "",
    "page",
    (("The policies that the school must have on its website, with their versions and dates.",),),
    ("list of policies", "download all policies", "website requirements", "copy on paper"),
)


@dataclass(frozen=True, slots=True)
class Published:
    """A policy that a school publishes: it `must` be on the website, or may. Dates are in words, empty where
    there are none.

    `missing` says in a sentence why there is no text in force. Addresses are relative to the page.
    """

    title: str
    must: bool
    href: str
    version: str = ""
    approved: str = ""
    since: str = ""
    next_review: str = ""
    overdue: bool = False
    missing: str = ""
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """A document that schools of this kind are asked to publish: what it is called in general, and the
    school's own, empty where none is recorded, with its address, relative to the page or of another site. The
    next review is in words.
    """

    asked_for: str
    must: bool
    title: str = ""
    href: str = ""
    next_review: str = ""
    overdue: bool = False


def render_published(
    templates: PageTemplates,
    school: str,
    unit: Words,
    policies: Sequence[Published],
    archive: str,
    required: Sequence[Required] = (),
    list_address: str = "",
) -> str:
    """Return the body of the page of a school. `unit` is what a school is called here, `archive` the address
    of all files in one, empty where there are none; `required` is empty where the library keeps no account
    of it. `list_address` is the whole address at which the list stands alone, empty where nobody knows where
    the site is.
    """
    return templates.render(
        "site/published.html",
        title=TITLE,
        school=school,
        unit=unit,
        must=[policy for policy in policies if policy.must],
        may=[policy for policy in policies if not policy.must],
        archive=archive,
        required=required,
        list_address=list_address,
        embed_code=templates.render("site/embed_code.html", address=list_address, school=school),
    )


def render_list(templates: PageTemplates, school: str, policies: Sequence[Published]) -> str:
    """Return the whole page with the list of a school's policies alone, for a frame on another website."""
    title = f"Policies of {school}"
    return templates.render("site/embedded_list.html", title=title, policies=policies)
