"""Where webhooks go and how badly the network treats them."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class WebhookOptions:
    """The webhook's address and the disturbances that a test asked for."""

    url: str
    active: bool = True
    redeliver: bool = False
    duplicate: int = 1
    reorder: bool = False
    delay_seconds: float = 0.0

    def shown(self) -> dict[str, Any]:
        """The options as the control API shows them."""
        return asdict(self)
