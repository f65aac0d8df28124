"""Rich menus, their images and aliases, and who sees which."""

from dataclasses import dataclass, field
from typing import Any

from local.line_emulator.state.contents import Content


@dataclass
class RichMenu:
    """A rich menu's definition and, once uploaded, its image."""

    rich_menu_id: str
    definition: dict[str, Any]
    image: Content | None = None

    def shown(self) -> dict[str, Any]:
        """The rich menu as the API answers it."""
        return {"richMenuId": self.rich_menu_id} | self.definition


@dataclass
class Batch:
    """One accepted batch of link operations; the emulator finishes it at once."""

    accepted_at: float
    completed_at: float


@dataclass
class RichMenus:
    """All rich menus of the channel."""

    by_id: dict[str, RichMenu] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    default_id: str | None = None
    batches: dict[str, Batch] = field(default_factory=dict)
    resume_keys: set[str] = field(default_factory=set)

    def shown_to(self, linked_id: str | None) -> RichMenu | None:
        """The menu a user sees: their own before the default; a deleted one is no menu."""
        for rich_menu_id in (linked_id, self.default_id):
            if rich_menu_id in self.by_id:
                return self.by_id[rich_menu_id]
        return None

    def delete(self, rich_menu_id: str) -> None:
        """Removes a menu; a default that pointed to it is gone as well."""
        del self.by_id[rich_menu_id]
        if self.default_id == rich_menu_id:
            self.default_id = None
