"""The version of a policy that an address names: with what the pages of its year's round begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from ..model.library import Library, Policy, Version
from .pages import NotThereError, get_desk, get_policy, get_version
from .steps import Desk


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """A version, with the library as it is now and the day that counts as today."""

    desk: Desk
    library: Library
    day: date
    policy: Policy
    version: Version

    @property
    def title(self) -> str:
        """The policy's title and the version's date."""
        return f"{self.policy.facts.title}, {self.version.title}"

    @property
    def round_address(self) -> str:
        """Where the page of its round is."""
        return f"/year/{self.policy.id}?version={self.version.name}"

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The pages above those of its round."""
        return [("The year’s round", "/year"), (self.policy.facts.title, self.round_address)]

    def find_before(self) -> Version | None:
        """The version before it; None where it is the first."""
        place = self.policy.versions.index(self.version)
        return self.policy.versions[place - 1] if place else None

    def get_before(self) -> Version:
        """The version before it. Raises NotThereError where it is the first."""
        before = self.find_before()
        if before is None:
            raise NotThereError("It is the first version, so nothing changed.")
        return before


def open_version(request: Request) -> NamedVersion:
    """Find the version that an address names. Raises NotThereError."""
    desk = get_desk(request)
    library = desk.read().library
    policy = get_policy(request, library)
    return NamedVersion(desk, library, desk.read_day(), policy, get_version(request, policy))
