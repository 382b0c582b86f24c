"""Who may do what."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.languages import SOURCE

VIEWER, TRANSLATOR, EDITOR, ADMIN = "viewer", "translator", "editor", "admin"
ROLES = (VIEWER, TRANSLATOR, EDITOR, ADMIN)


@dataclass(frozen=True)
class Member:
    """Someone who is signed in. `languages` are the locales a translator may change."""

    id: str
    name: str
    role: str
    languages: tuple[str, ...] = ()

    @property
    def is_editor(self) -> bool:
        """May change the English, numbers and figures, and add topics and languages."""
        return self.role in {EDITOR, ADMIN}

    @property
    def is_admin(self) -> bool:
        """May invite and remove staff, and read the audit trail."""
        return self.role == ADMIN

    def may_edit(self, locale: str) -> bool:
        """Whether the texts of a locale may be changed."""
        if self.is_editor:
            return True
        return self.role == TRANSLATOR and locale in self.languages and locale != SOURCE
