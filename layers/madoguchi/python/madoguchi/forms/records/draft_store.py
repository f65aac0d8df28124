"""Drafts in the table of applications.

pk               sk       what                         written
DRAFT#<hash>     DRAFT    a half-filled form, locked   when its writer asks for it, when a file is added
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from madoguchi.forms.definition.model import Draft
from madoguchi.forms.records.items import key, locked, seconds, unlocked
from madoguchi.forms.records.table import Table
from madoguchi.forms.records.vault import Vault


@dataclass(frozen=True)
class DraftStore(Table):
    """Drafts, locked like answers; the key lies with the draft and goes with it."""

    vault: Vault = field(default_factory=Vault, repr=False)

    def keep_draft(self, name: str, draft: Draft) -> None:
        """Keep a draft under its name, in the place of an earlier one. One write unit for each KB."""
        own_key = self.vault.new_key(name)
        text = json.dumps({"typed": draft.typed, "client_key": draft.client_key}, ensure_ascii=False)
        item = {
            **key(f"DRAFT#{name}", "DRAFT"),
            "form_id": {"S": draft.form_id},
            "locked_key": locked(own_key.locked),
            "written": locked(own_key.lock(text, "DRAFT")),
            "expires_at": seconds(draft.until),
        }
        self.call("PutItem", Item=item)

    def draft(self, name: str) -> Draft | None:
        """Find a draft."""
        item = self.get(f"DRAFT#{name}", "DRAFT")
        if item is None:
            return None
        own_key = self.vault.open_key(name, unlocked(item, "locked_key"))
        written = json.loads(own_key.unlock(unlocked(item, "written"), "DRAFT"))
        until = datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC)
        return Draft(item["form_id"]["S"], written["typed"], written["client_key"], until)

    def drop_draft(self, name: str) -> None:
        """Forget a draft; none is fine."""
        self.call("DeleteItem", Key=key(f"DRAFT#{name}", "DRAFT"))
