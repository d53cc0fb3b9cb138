"""What a version means is told before it is issued, for every clause at every school, and every format of it
says the same.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date

import pytest

from clausewright.amendments.impact import Effect, Impact, assess_impact
from clausewright.build.internal import make_wording_pages
from clausewright.load import load_library
from clausewright.override_files import shipped_overrides
from clausewright.register.impact import as_csv, impact_page, impact_pages, totals
from clausewright.register.pages import File, Page, render_page
from clausewright.templates import load_templates
from tests.support.small import AS_AT, Small

DAY = date.fromisoformat(AS_AT)
AWAY = "variables/schools/birch/amendments/phones-away/2025-10.md"
PURPOSE = "variables/schools/birch/amendments/phones-purpose/2025-10.md"


def amended(small: Small) -> None:
    """Birch has changed a clause that the model changed too, and one that it did not; Cedar has lost a value."""
    front = b"---\namends: 2025-09\naction: replace\nreason: Our own.\n---\n"
    small.write(AWAY, front + b"Pupils must keep a phone in the hall, switched off.\n")
    small.write(PURPOSE, front + b"A day without phones is a calmer day.\n")
    small.edit("variables/schools/cedar/school.yml", "  desk: the front desk\n", "")


def impact_of(small: Small) -> Impact:
    library, _ = load_library(small.root)
    policy = library.policies["phones"]
    return assess_impact(library, policy, policy.versions[-1], DAY)


def html_of(page: Page) -> str:
    return render_page(load_templates(shipped_overrides()), page, [page], DAY)


def test_the_command_tells_it_to_a_policy_officer(small: Small) -> None:
    amended(small)
    said = small.say("impact", "phones", "2026-09")
    assert said.code == 0
    assert (
        said.out
        == "Mobile phones policy, from September 2025 to September 2026\n6 clauses: 5 the same, 1 changed. 3"
        " schools.\n\nAmended, and the model moved: decide:\n  Birch Primary School (birch): Phones stay"
        " in bags (phones-away)\n      Both have changed the same words. (The school’s own"
        " wording.)\n\nValue missing:\n  Cedar High School (cedar): Phones are handed in"
        " (phones-handed-in)\n      school.desk\n\nBy school:\n  Birch Primary School (birch): 1 amended,"
        " and the model moved: decide; 1 amended, base unchanged; 1 left out by choice; 3 takes it\n "
        " Cedar High School (cedar): 1 value missing; 1 left out by choice; 4 takes it\n  Maple Infant"
        " School (maple): 1 left out by choice; 5 takes it\n"
    )


def test_every_face_says_the_same(small: Small) -> None:
    amended(small)
    found = impact_of(small)
    rows = list(csv.DictReader(io.StringIO(as_csv(found).removeprefix("\ufeff"))))
    counts = {effect.value: count for effect, count in totals(found).items()}
    assert Counter(row["Effect"] for row in rows) == counts
    data = json.loads(small.say("impact", "phones", "2026-09", "--format", "json").out)
    assert Counter(cell["effect"] for line in data["clauses"] for cell in line["schools"].values()) == counts
    page = html_of(impact_page(found))
    for effect, count in totals(found).items():
        assert f"<li><b>{count}</b> {effect.value}</li>" in page


def test_a_clause_at_a_school_has_one_effect(small: Small) -> None:
    amended(small)
    found = impact_of(small)
    assert all(line.cells.keys() == found.schools.keys() for line in found.lines)
    by_place = {
        (line.clause, school): cell.effect for line in found.lines for school, cell in line.cells.items()
    }
    assert by_place["phones-away", "birch"] is Effect.DECIDE
    assert by_place["phones-purpose", "birch"] is Effect.KEPT
    assert by_place["phones-handed-in", "birch"] is Effect.LEFT_OUT
    assert by_place["phones-handed-in", "cedar"] is Effect.MISSING
    assert by_place["who-to-ask", "maple"] is Effect.TAKES


@pytest.mark.parametrize("added", ["2025-09-15", "2025-11"])
def test_what_must_be_decided_is_never_hidden_by_what_may_stay(small: Small, added: str) -> None:
    """A school may have reworded a clause and put another after it; it has to decide on the one, whichever was
    first.
    """
    amended(small)
    front = b"---\namends: 2025-09\naction: add-after\nid: watches\ntitle: Watches\nreason: Our own.\n---\n"
    path = f"variables/schools/birch/amendments/phones-away/{added}.md"
    small.write(path, front + b"Watches are phones.\n")
    (line,) = (line for line in impact_of(small).lines if line.clause == "phones-away")
    assert line.cells["birch"].effect is Effect.DECIDE


def test_the_office_has_a_page_for_the_newest_version_of_every_policy(small: Small) -> None:
    library, _ = load_library(small.root)
    made = list(impact_pages(library, DAY))
    assert [one.path for one in made if isinstance(one, Page)] == [
        "impact.html",
        "impact/phones.html",
        "impact/visits.html",
    ]
    assert [one.path for one in made if isinstance(one, File)] == [
        f"impact/{policy}.{suffix}" for policy in ("phones", "visits") for suffix in ("csv", "json")
    ]


def test_the_office_lists_the_wordings_that_a_version_does_not_keep(small: Small) -> None:
    amended(small)
    library, _ = load_library(small.root)
    made = list(make_wording_pages(library, DAY))
    (page,) = [one for one in made if isinstance(one, Page)]
    (file,) = [one for one in made if isinstance(one, File)]
    html = html_of(page)
    assert file.path == "wordings/birch-phones-2026-09.html"
    assert f'<a href="{file.path}">Phones stay in bags</a>' in html
    assert "clausewright update birch phones --to 2026-09" in html
    assert "Why we have this policy" not in html


def test_a_version_that_is_not_there_is_a_wrong_use(small: Small) -> None:
    said = small.say("impact", "phones", "2026-08")
    assert said.code == 2
    assert "There is no version '2026-08' of 'phones'. Did you mean '2026-09'?" in said.err
