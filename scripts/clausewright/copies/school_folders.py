"""The files of a draft that no policy has to itself: the schema, the editions, and each school's folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..importer.draft import Drafted
from ..importer.imported import Imported
from ..importer.policy_file import choose_approver
from ..importer.school_files import write_adoptions, write_editions, write_school
from .drafting import DraftedPolicy
from .planned import FamilyPlan
from .reading import DrawerSchool, SchoolCopy
from .schema import list_settings, write_schema_file
from .shared_variables import SharedVariable


def write_shared_files(
    plans: Sequence[FamilyPlan],
    drafted: Sequence[DraftedPolicy],
    variables: Sequence[SharedVariable],
    copies: Sequence[SchoolCopy],
) -> dict[str, str]:
    """Write the policies, the schema of their variables and the editions of the library."""
    files: dict[str, str] = {}
    for policy_draft in drafted:
        files |= policy_draft.files
    bodies = {choose_approver(copy.imported.facts.body) for copy in copies}
    files["variables/schema.yml"] = write_schema_file(variables, plans, bodies)
    files["variables/common.yml"] = "# Values for all schools.\n"
    files["policies/editions.yml"] = write_editions(
        [
            Drafted(policy_draft.policy, version)
            for policy_draft in drafted
            for version in policy_draft.versions
        ]
    )
    return files


def write_school_folder(
    school: DrawerSchool,
    plans: Mapping[str, FamilyPlan],
    copies: Mapping[str, Mapping[int, SchoolCopy]],
    variables: Sequence[SharedVariable],
) -> dict[str, str]:
    """Write a school's values, answers and decisions. `plans` and `copies` are those of each policy."""
    imported: list[Imported] = []
    drafted: list[Drafted] = []
    answers: dict[str, str | bool] = {}
    for policy, plan in plans.items():
        for number, copy in copies[policy].items():
            if copy.school == school.id:
                imported.append(replace(copy.imported, policy=policy))
                drafted.append(Drafted(policy, plan.editions[plan.find_edition(number)].version))
                answers |= plan.answers[number]
    folder = f"variables/schools/{school.id}"
    settings = list_settings(school, variables, tuple(plans.values()), answers)
    return {
        f"{folder}/school.yml": write_school([], settings, imported, school.match, None),
        f"{folder}/adoptions.yml": write_adoptions(imported, drafted, []),
        f"variables/authorities/{school.match.authority}.yml": (
            "# Values for all schools of this authority.\n"
        ),
    }
