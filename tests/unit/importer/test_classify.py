"""What words say to a reader: which of them lead to another part of the policy, how strong a rule is, whom it
is for, whose a name is.

Each case is a sentence of our own, as schools write them, with what a careful reader takes from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from clausewright.importer.classify import find_audience, find_strength
from clausewright.importer.outline import Clause, Outline, Section, Text, list_texts
from clausewright.importer.proposals import SURE_ENOUGH, Proposals
from clausewright.importer.references import mark_references
from clausewright.importer.values import propose_values
from clausewright.readers.words import cut_at_links, plain

from .test_import import Desk

# -- references ----------------------------------------------------------------------------------------------

POLICY = (
    Section(2, "1", "Aims"), Clause("1.1", "", (Text("Bees are kept behind the hall."),)),
    Section(2, "2", "Rules"), Clause("2.1", "", (Text("Nobody opens a hive alone."),)), Clause("2.2", "", (Text("Veils are worn."),)),
    Clause("2.3", "", (Text("Gloves are worn."),)),
    Section(2, "3", "Telling somebody"), Clause("3.1", "", (Text("Tell the keeper."),)),
    Section(2, "", "Appendix A: Agreement"), Clause("", "", (Text("I have read this."),)),
)  # fmt: skip
LEADS: Mapping[str, tuple[str, ...]] = {
    "See section 2 for the rules on veils.": ("section 2",),
    "The rule in section 3 above comes first.": ("section 3",),
    "As paragraph 2.2 says, veils are worn.": ("paragraph 2.2",),
    "A veil is worn at all times (see 2.2).": ("2.2",),
    "What happens then is set out in 2.1 to 2.3.": ("2.1", "2.3"),
    "Sections 1, 2 and 3 of this policy are for everyone.": ("Sections 1", "2", "3"),
    "The form is in Appendix A, on the last page.": ("Appendix A",),
    "Whoever is stung follows the section on Telling somebody at once.": ("Telling somebody",),
    "Gloves (paragraph 2.3) and veils (paragraph 2.2) are in the shed.": ("paragraph 2.3", "paragraph 2.2"),
    "Section 2 of the policy is for staff.": ("Section 2",),
    # What belongs to another text.
    "Section 3 of the Bees Act 1980 lets an officer look.": (),
    "The Bees Act 1980, section 3, lets an officer look.": (),
    "Under section 2(1) of that Act an officer may look.": (),
    "Part 2 of KCSIE is for governors and part 1 of it for all.": (),
    "See section 2 of the Staff Code of Conduct before you apply.": (),
    "The law (UK Parliament, Part 2, in force March 2024) says so.": (),
    "Keeping Children Safe in Education, part 2, says who leads.": (),
    "See paragraph 2.2 of the local authority’s guidance on hives.": (),
    # What is no reference.
    "About 2.3 litres of syrup are fed, and 2.1 of them at night.": (),
    "Lessons begin at 2.2 miles from the hive.": (),
    "Part 2. Talking about bees": (),
    "See section 9 for the honey.": (),
    "Section 2% of the honey is given away.": (),
    "In appendix C there is a map.": (),
}


def with_sentence(sentence: str) -> tuple[Outline, Proposals]:
    advice = Proposals()
    outline = Outline("Bees", True, (*POLICY, Clause("", "", (Text(sentence),))))
    return mark_references(outline, advice), advice


@pytest.mark.parametrize("sentence", LEADS)
def test_words_that_lead_to_a_part_of_this_policy_are_references_and_no_others(sentence: str) -> None:
    outline, advice = with_sentence(sentence)
    (text,) = list_texts(list(outline.clauses())[-1].blocks)
    assert tuple(shown for shown, target in cut_at_links(text) if target) == LEADS[sentence]
    assert plain(text) == sentence
    assert all(proposal.confidence >= SURE_ENOUGH for proposal in advice.proposals)


def test_a_number_that_two_parts_have_waits_for_a_person() -> None:
    twice = Outline(
        "Bees", True, (*POLICY, *POLICY, Clause("", "", (Text("Veils are worn, see paragraph 2.2."),)))
    )
    advice = Proposals()
    mark_references(twice, advice)
    (proposal,) = advice.proposals
    assert not proposal.accept


def test_references_print_as_the_source_has_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = (
        "Bees\n\n1. Aims\n\n1.1 Bees are kept behind the hall, and whoever keeps them reads 2.1 (see"
        " 2.1).\n\n2. Rules\n\n2.1 Nobody opens a hive alone, as set out in 1.1 and 2.2.\n\n2.2 Veils are"
        " worn, see section 2 and Appendix A.\n\nAppendix A\n\nI have read this policy, and section 2 of it"
        " twice."
    )
    desk = Desk(tmp_path, capsys)
    came = desk.bring(desk.file("bees.txt", f"{parts}\n"))
    assert came.code == 0, came.said
    clauses = "\n".join(came.clauses().values())
    assert 'called="-") }}' in clauses
    assert 'called="section", of="section") }}' in clauses
    assert 'shown="Appendix A", of="section") }}' in clauses
    ours = desk.bring(desk.file("bees.txt", f"{parts}\n"), into="ours", options=("--numbering", "1.1"))
    assert ours.code == 0, ours.said


# -- strength and audience -----------------------------------------------------------------------------------

STRENGTHS: Mapping[str, str] = {
    "Staff must report a sting on the same day.": "must",
    "A hive is never opened alone.": "must",
    "Under no circumstances may a pupil lift a lid.": "must",
    "Pupils are not allowed behind the fence.": "must",
    "It is forbidden to smoke near the hives.": "must",
    "Do not feed the bees.": "must",
    "The keeper will record every visit.": "must",
    "All staff are required to read this policy.": "must",
    "Staff should wear a veil.": "should",
    "We expect visitors to keep their distance.": "should",
    "It is essential that lids are closed.": "must",
    "Staff need to sign the book.": "must",
    "Pupils are encouraged to ask questions.": "advised",
    "It is good practice to wear white.": "advised",
    "Parents may visit on Fridays.": "may",
    "Honey can be bought at the office.": "information",
    "Staff are permitted to take honey home.": "may",
    "Bees make honey and wax.": "information",
    "The hives were given to the school in May 2019.": "information",
    "The school will be closed on May Day.": "information",
    "No teasing of bees will be tolerated.": "must",
    "No visitor will be left alone with the hives.": "must",
    "No lid may be lifted unless a keeper is there.": "must",
    "We never lift a lid in the rain.": "must",
    "Hives: What You Should Know": "information",
    "Will see to it that lids are closed, and will report a swarm.": "must",
    "We know that staff may keep bees at home.": "information",
    "A breach of this policy by an employee may lead to a warning.": "information",
    "Stings may hurt for days.": "information",
}


@pytest.mark.parametrize("sentence", STRENGTHS)
def test_a_rule_is_as_strong_as_its_words(sentence: str) -> None:
    assert find_strength(Clause("", "", (Text(sentence),)))[0] == STRENGTHS[sentence]


AUDIENCES: Mapping[str, tuple[str, ...]] = {
    "Staff must report a sting on the same day.": ("staff",),
    "Pupils must not lift a lid.": ("pupil",),
    "Staff must not give a child of the school honey.": ("staff",),
    "Parents and carers should tell the office about allergies.": ("parent",),
    "Teachers will check that pupils are behind the fence.": ("staff",),
    "Governors and staff must read this policy.": ("staff", "governor"),
    "The headteacher is responsible for the hives.": ("head",),
    "Contractors and visitors must sign in.": ("contractor", "visitor"),
    "Volunteers may help with the harvest.": ("volunteer",),
    "As part of its checks, the school asks for two references.": (),
}


@pytest.mark.parametrize("sentence", AUDIENCES)
def test_a_clause_is_for_those_of_whom_it_asks_something(sentence: str) -> None:
    assert find_audience(Clause("", "", (Text(sentence),)))[0] == AUDIENCES[sentence]


# -- values --------------------------------------------------------------------------------------------------

VALUES: Mapping[str, Mapping[str, str]] = {
    "Fern Hill & St Wilfa’s CE Primary School keeps bees. Bees at Fern Hill & St Wilfa’s CE Primary School are kind.": {
        "school.name": "Fern Hill & St Wilfa’s CE Primary School"
    },
    "The Governing Board of Oakmere High School approved this. Oakmere High School is in Loamshire.": {
        "school.name": "Oakmere High School", "school.area": "Loamshire"
    },
    "This policy was agreed by Loamshire County Council and is used by all its schools.": {"school.authority_name": "Loamshire County Council"},
    "Each academy of the Brook Learning Trust keeps its own hives.": {"school.trust_name": "Brook Learning Trust"},
    "Designated Safeguarding Lead: Mrs Ada Quill\nHeadteacher: Mr Tom Reed\nChair of Governors: Dr Ann Lowe": {
        "role.dsl": "Mrs Ada Quill", "role.head": "Mr Tom Reed", "role.chair": "Dr Ann Lowe"
    },
    "The Designated Safeguarding Lead (DSL) is Ada Quill, and the Headteacher is Tom Reed.": {"role.dsl": "Ada Quill", "role.head": "Tom Reed"},
    "Our deputy DSL, Mrs Jo Marsh, is in on Mondays.": {"role.deputy_dsl": "Mrs Jo Marsh"},
    "Write to office@fernhill.example or ring 01632 960 123.": {"school.email": "office@fernhill.example", "school.phone": "01632 960 123"},
    "Follow us at https://www.facebook.com/fernhillbees and on Instagram @fernhillbees.": {
        "channel.facebook": "https://www.facebook.com/fernhillbees", "channel.instagram": "@fernhillbees"
    },
    "Oakfield School and Nursery keeps bees, and so Oakfield School and Nursery has honey.": {"school.name": "Oakfield School and Nursery"},
    "Brook Learning Trust and Loamshire County Council wrote this.": {
        "school.trust_name": "Brook Learning Trust", "school.authority_name": "Loamshire County Council"
    },
    # Nothing here is anybody's own.
    "Every Primary School and each Academy Trust should ask its Local Authority.": {},
    "Primary School staff and High School staff meet in the Main Hall of the School.": {},
    "The Headteacher, Governors and Staff of the School share this duty.": {},
    "Ring 999 in an emergency. Childline is on 0800 1111 and the NSPCC helpline on 0808 800 5000.": {},
    "The Department for Education, Ofsted and the Teaching Regulation Agency publish guidance.": {},
    "Write to help@nspcc.org.uk or look at www.gov.uk.": {},
    "The Equality Act 2010 and the Education Act 2002 apply, as does Keeping Children Safe in Education.": {},
    "The School Business Manager and the Head of Year tell the Senior Leadership Team.": {},
    "Between 2019 and 2021 the number was 0123.": {},
    "Our Public School Bill talk and the Infant School nativity are on Friday.": {},
}  # fmt: skip


@pytest.mark.parametrize("text", VALUES)
def test_what_is_the_school_s_own_is_found_and_nothing_else_is_sure(text: str) -> None:
    found = {one.key: one.value for one in propose_values(text.split("\n"), Proposals())}
    assert found == VALUES[text]
