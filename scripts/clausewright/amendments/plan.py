"""The plan of an update: each amendment is kept, redundant, merged, or for a person to decide on. Nothing is
ever dropped.

A merge counts only if it passes every check that an amendment must, and where no tag that shapes the text was
touched by either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..assemble.branches import Placed, in_words, outline
from ..check.amendments import check_amendment, name_owners
from ..diff.merge import list_block_tags, merge_three_ways, split_units
from ..errors import Problem
from ..model.amendments import Outcome, Step, Update, select_fitting
from ..model.dates import first_day
from ..model.kinds import Editing, FragmentKind
from ..model.library import Amendment, Fragment, Group, Library, Policy, Revision, School, Version
from ..model.local_records import Action, AmendmentFacts
from ..model.status import find_standing, list_edition_views
from ..model.text import join_words


def plan_update(library: Library, holder: School | Group, policy: Policy, new: Version, day: date) -> Update:
    """Say what becomes of every amendment of a school or trust when a policy moves to a version, and what is
    to be written for it.

    The library's model must have passed check.
    """
    old = _version_before(library, holder, policy, new, day)
    steps = tuple(_Planner(library, holder, policy, old, new, day).make_steps())
    return Update(holder, _name_holder(library, holder, day), policy, old, new, steps)


def _name_holder(library: Library, holder: School | Group, day: date) -> str:
    """What a school or trust is called on a day, its id where it has no name."""
    if isinstance(holder, School):
        name = library.values(holder, day).get("school.name")
        return str(name.value) if name else holder.id
    trust_name = holder.values.at("trust.name", day)
    return str(trust_name.value) if trust_name else holder.id


def _version_before(
    library: Library, holder: School | Group, policy: Policy, new: Version, day: date
) -> Version | None:
    """The version from which a school or trust comes: the one in force there, else the one before."""
    schools = [school for school in library.schools.values() if school.facts.trust == holder.id]
    if isinstance(holder, School):
        schools = [holder]
    in_force: set[str] = set()
    views = list_edition_views(library, day)
    for school in schools if views else ():
        version = find_standing(library, school, policy, views[-1]).version
        if version:
            in_force.add(version.name)
    earlier = [version for version in policy.versions if version.date < new.date]
    for version in reversed(earlier):
        if version.name in in_force:
            return version
    return earlier[-1] if earlier else None


@dataclass(frozen=True, slots=True)
class _Planner:
    library: Library
    holder: School | Group
    policy: Policy
    old: Version | None
    new: Version
    day: date

    def make_steps(self) -> Iterator[Step]:
        before: dict[str, Placed] = {}
        if self.old:
            before = {placed.clause: placed for placed in outline(self.library, self.old)}
        after = {placed.clause: placed for placed in outline(self.library, self.new)}
        for last in self.find_last_amendments(after):
            if last.clause in after:
                yield self.make_step(last, before.get(last.clause), after[last.clause], before, after)
            elif last.clause in before:
                yield self.make_step_of_gone_clause(last, after)

    def find_last_amendments(self, after: dict[str, Placed]) -> list[Amendment]:
        """The newest amendment of each slot, of no later revision than the version uses, that is not already
        back at the model. One of a later revision goes before one that was written later.
        """
        amendments = select_fitting(self.holder.amendments, self.policy.id, self.new.name, self.day)
        slots: dict[tuple[str, str], Amendment] = {}
        for amendment in sorted(amendments, key=_order_by_revision):
            if amendment.clause not in self.library.clauses:
                continue
            used = after[amendment.clause].revision if amendment.clause in after else ""
            if not used or first_day(amendment.facts.amends) <= first_day(used):
                slots[amendment.slot] = amendment
        last: list[Amendment] = []
        for amendment in slots.values():
            if amendment.facts.action is not Action.MODEL or self.is_of_this_update(amendment):
                last.append(amendment)
        return last

    def is_of_this_update(self, amendment: Amendment) -> bool:
        """Whether it was written for this very version, so that people see what became of it."""
        return amendment.facts.since == self.new.name or first_day(amendment.facts.amends) == self.new.date

    # -- a clause that is still there ------------------------------------------------------------------------

    def make_step(
        self,
        last: Amendment,
        was: Placed | None,
        now: Placed,
        before: dict[str, Placed],
        after: dict[str, Placed],
    ) -> Step:
        base, model = (
            self.find_revision(last.clause, last.facts.amends),
            self.find_revision(last.clause, now.revision),
        )
        moved = describe_move(was, now, before, after)
        title = in_words(self.library, last.facts.title or model.facts.title)
        bare = Step(
            amendment=last,
            outcome=Outcome.KEPT,
            why="",
            title=title,
            was=base.body.text,
            model=model.body.text,
            ours=last.body.text,
            revision=now.revision,
            heirs=(),
            moved=moved,
        )
        if last.facts.amends == now.revision:
            if self.is_of_this_update(last):
                return replace(bare, outcome=Outcome.DECIDED, why=_DECIDED[last.facts.action])
            if moved:
                return replace(
                    bare,
                    outcome=Outcome.DECIDE,
                    why=f"The clause has moved {moved}. Its wording is the same.",
                )
            return replace(bare, why="The model has not changed the clause.")
        if moved:
            return replace(
                bare,
                outcome=Outcome.DECIDE,
                why=f"The clause has moved {moved}, and the model has changed it.",
            )
        return self.follow_change(bare, last, base, model)

    def follow_change(self, bare: Step, last: Amendment, base: Revision, model: Revision) -> Step:
        """The model has another revision of an amended clause."""
        if model.facts.editing is not Editing.FREE:
            why = (
                "The model has changed the clause, and schools may no longer change it; only"
                f" {name_owners(self.library, last.clause)} can."
            )
            return replace(bare, outcome=Outcome.DECIDE, why=why)
        carried = self.carry_over(last, model)
        if _do_say_the_same(base, model):
            return self.propose(bare, Outcome.KEPT, "The model’s new revision has the same words.", carried)
        match last.facts.action:
            case Action.OMIT:
                return replace(
                    bare,
                    outcome=Outcome.DECIDE,
                    why="The clause is left out, and the model has changed it.",
                )
            case Action.ADD_AFTER:
                return self.follow_change_at_addition(bare, last, model, carried)
        return self.merge_rewording(bare, last, base, model)

    def follow_change_at_addition(
        self, bare: Step, last: Amendment, model: Revision, carried: Amendment
    ) -> Step:
        added = " ".join(last.body.text.split())
        texts = [" ".join(revision.body.text.split()) for revision in self.find_placed_revisions()]
        if any(added in text for text in texts):
            return self.propose(
                bare,
                Outcome.REDUNDANT,
                "The model now says what had been added.",
                self.go_back_to_model(last, model),
            )
        why = "The model has changed the clause before it; the own clause stands as it was."
        return self.propose(bare, Outcome.MERGED, why, carried)

    def merge_rewording(self, bare: Step, last: Amendment, base: Revision, model: Revision) -> Step:
        """Base, model and school have three wordings, or fewer."""
        facts = _merge_facts(base, model, last)
        merge = merge_three_ways(
            split_units(base.body.text), split_units(last.body.text), split_units(model.body.text)
        )
        if facts is None:
            return replace(
                bare,
                outcome=Outcome.DECIDE,
                why="Both have changed how binding the clause is, its title, or whom it is_meant_for to.",
            )
        if merge and merge.units == split_units(model.body.text) and _do_say_nothing_new(facts):
            return self.propose(
                bare,
                Outcome.REDUNDANT,
                "The model now says what the school had changed.",
                self.go_back_to_model(last, model),
            )
        if len({list_block_tags(text) for text in (base.body.text, last.body.text, model.body.text)}) > 1:
            return replace(
                bare,
                outcome=Outcome.DECIDE,
                why="A tag that shapes the text has changed, so the two cannot be put together.",
            )
        if merge is None:
            return replace(bare, outcome=Outcome.DECIDE, why="Both have changed the same words.")
        text = "".join(merge.units).strip("\n") + "\n"
        proposal = self.make_proposal(last, facts, text, model)
        faults = self.find_faults(proposal)
        if faults or list_block_tags(text) != list_block_tags(model.body.text):
            why = (
                f"Put together, the text would be faulty: {faults[0].message}."
                if faults
                else "Put together, the text would lose a tag."
            )
            return replace(bare, outcome=Outcome.DECIDE, why=why)
        return self.propose(
            bare,
            Outcome.MERGED,
            "Both have changed the clause in different sentences. Read it before you adopt it.",
            proposal,
        )

    # -- a clause that is gone -------------------------------------------------------------------------------

    def make_step_of_gone_clause(self, last: Amendment, after: dict[str, Placed]) -> Step:
        base = self.find_revision(last.clause, last.facts.amends)
        revisions = {
            id: self.find_revision(id, placed.revision) for id, placed in after.items() if placed.revision
        }
        heirs = tuple(id for id, revision in revisions.items() if last.clause in revision.facts.replaces)
        model = "\n".join(
            f"{revisions[id].facts.title}\n\n{revisions[id].body.text.strip()}\n" for id in heirs
        )
        title = in_words(self.library, last.facts.title or base.facts.title)
        bare = Step(last, Outcome.DECIDE, "", title, base.body.text, model, last.body.text, "", heirs)
        if last.facts.since == self.new.name:
            return replace(
                bare, outcome=Outcome.DECIDED, why="It was decided what takes the place of the clause."
            )
        if not heirs and last.facts.action is Action.OMIT:
            facts = last.facts.model_copy(
                update={"action": Action.MODEL, "since": self.new.name, "approved": None}
            )
            name = find_free_name(self.holder, last.clause, self.new, self.day)
            why = "The model no longer has the clause that the school had left out."
            return self.propose(
                bare, Outcome.REDUNDANT, why, make_amendment(self.holder, last.clause, name, facts, "")
            )
        if not heirs:
            return replace(bare, why="The model no longer has the clause.")
        is_merger = any(len(revisions[id].facts.replaces) > 1 for id in heirs)
        how = "become part of" if is_merger else "been replaced by"
        if len(heirs) > 1:
            how = "been split into"
        names = [f"“{revisions[id].facts.title}” ({id})" for id in heirs]
        return replace(
            bare,
            why=f"The clause has {how} {join_words(names)}.",
        )

    # -- what is written -------------------------------------------------------------------------------------

    def propose(self, bare: Step, outcome: Outcome, why: str, amendment: Amendment) -> Step:
        return replace(bare, outcome=outcome, why=why, writes=(amendment,))

    def carry_over(self, last: Amendment, model: Revision) -> Amendment:
        """The amendment as it is, tied to the new revision."""
        return self.make_proposal(last, last.facts, last.body.text, model)

    def go_back_to_model(self, last: Amendment, model: Revision) -> Amendment:
        """The record that the school takes the model's wording, because the model took the school's."""
        facts = AmendmentFacts(
            amends=model.name,
            action=Action.MODEL,
            id=last.facts.id,
            policies=last.facts.policies,
            reason=last.facts.reason,
        )
        return self.make_proposal(last, facts, "", model)

    def make_proposal(self, last: Amendment, facts: AmendmentFacts, text: str, model: Revision) -> Amendment:
        """An amendment of the new revision. Nobody has approved it yet."""
        fresh = facts.model_copy(update={"amends": model.name, "approved": None})
        return make_amendment(
            self.holder,
            last.clause,
            find_free_name(self.holder, last.clause, self.new, self.day),
            fresh,
            text,
        )

    # -- looking things up -----------------------------------------------------------------------------------

    def find_faults(self, amendment: Amendment) -> tuple[Problem, ...]:
        return check_amendment(self.library, self.holder, amendment)

    def find_revision(self, clause: str, name: str) -> Revision:
        revision = self.library.clauses[clause].named(name)
        if revision is None:
            raise KeyError(f"{clause} {name}")
        return revision

    def find_placed_revisions(self) -> Iterator[Revision]:
        for placed in outline(self.library, self.new):
            if placed.revision:
                yield self.find_revision(placed.clause, placed.revision)


_DECIDED = {
    Action.REPLACE: "The own wording for this version is there.",
    Action.OMIT: "It was decided to leave the clause out.",
    Action.ADD_AFTER: "The own clause for this version is there.",
    Action.MODEL: "The model’s wording is taken.",
}


def make_amendment(
    holder: School | Group, clause: str, name: str, facts: AmendmentFacts, text: str
) -> Amendment:
    """An amendment as if it had been read from its file."""
    is_school = isinstance(holder, School)
    path = f"variables/{'schools' if is_school else 'trusts'}/{holder.id}/amendments/{clause}/{name}.md"
    return Amendment(clause, name, "school" if is_school else "trust", facts, Fragment(text, path, 1), {})


def _order_by_revision(amendment: Amendment) -> tuple[date, date, str]:
    return first_day(amendment.facts.amends), amendment.date, amendment.name


def find_free_name(holder: School | Group, clause: str, version: Version, day: date) -> str:
    """A name for a new amendment of a clause: the version's, or where a file of that day is there, the first
    day after that is free.
    """
    taken = {amendment.date for amendment in holder.amendments if amendment.clause == clause}
    if version.date not in taken:
        return version.name
    free = max(day, version.date)
    while free in taken:
        free = date.fromordinal(free.toordinal() + 1)
    return free.isoformat()


def _do_say_the_same(base: Revision, model: Revision) -> bool:
    """Whether two revisions say the same of the same people, as bindingly."""
    return (base.body.text.split(), *_weighty_facts(base)) == (
        model.body.text.split(),
        *_weighty_facts(model),
    )


def _weighty_facts(revision: Revision) -> tuple[object, ...]:
    facts = revision.facts
    return facts.title, facts.strength, facts.applies_to, facts.kind is FragmentKind.CLAUSE


def _merge_facts(base: Revision, model: Revision, last: Amendment) -> AmendmentFacts | None:
    """What the amendment says of itself, on the new revision; None where both sides changed the same fact in
    different ways.
    """
    update: dict[str, object] = {}
    for name in ("title", "strength", "applies_to"):
        was, now = getattr(base.facts, name), getattr(model.facts, name)
        school = getattr(last.facts, name)
        amended = school or was
        if amended != was and now not in (was, amended):
            return None
        # A fact that is the model's own needs no amendment.
        is_model = amended in (was, now)
        update[name] = AmendmentFacts.model_fields[name].default if is_model else school
    return last.facts.model_copy(update=update)


def _do_say_nothing_new(facts: AmendmentFacts) -> bool:
    return not (facts.title or facts.strength or facts.applies_to)


def describe_move(
    was: Placed | None, now: Placed, before: Mapping[str, Placed], after: Mapping[str, Placed]
) -> str:
    """Say from where to where a clause has moved, nothing where it stands under the same heading, or that
    heading has a new name.
    """
    if was is None or was.section == now.section:
        return ""
    sections_before = {placed.section for placed in before.values()}
    sections_after = {placed.section for placed in after.values()}
    is_renamed = was.section not in sections_after and now.section not in sections_before
    return "" if is_renamed else f"from “{was.section}” to “{now.section}”"
