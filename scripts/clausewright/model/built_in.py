"""What every library has without declaring it: a school's phase and type, and the facts of an adoption."""

from __future__ import annotations

from .values import Kind, Variable

# What a school says that says nothing.
NOT_STATED = "not-stated"
# What a library may declare otherwise in schema.yml, as a choice with options of its own.
DECLARABLE = frozenset({"school.phase", "school.type"})
PHASES = ("nursery", "primary", "secondary", "all-through", "special", "post-16")
TYPES = ("maintained", "academy", "free", "independent")


def make_built_in_variables() -> dict[str, Variable]:
    """Return what every library has without declaring it, by key: two choices, the school's phase and type,
    and the facts of an adoption. A library may declare the two choices of `DECLARABLE` otherwise.
    """
    choices = {
        "school.phase": ("The school's phase.", PHASES, "primary"),
        "school.type": ("The kind of school.", TYPES, "maintained"),
    }
    facts = {
        "adopted.status": Kind.TEXT,
        "adopted.by": Kind.WORDS,
        "adopted.chair": Kind.TEXT,
        "adopted.on": Kind.DATE,
        "adopted.from": Kind.DATE,
        "adopted.minute": Kind.TEXT,
        "adopted.reviewed": Kind.DATE,
        "adopted.next_review": Kind.DATE,
    }
    variables = {
        key: Variable(key, Kind.CHOICE, help, "school", default, {option: option for option in options})
        for key, (help, options, default) in choices.items()
    }
    return variables | {
        key: Variable(key, kind, "Taken from adoptions.yml.", "school") for key, kind in facts.items()
    }
