"""What one emulated channel and its surroundings look like."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """One Messaging API channel and one LINE Login channel of the same provider."""

    webhook_url: str = "http://localhost:3000/line/webhook"
    liff_endpoint_url: str = "http://localhost:3000"
    channel_id: str = "1234567891"
    channel_secret: str = "local-channel-secret"
    access_token: str = "local-channel-access-token"
    login_channel_id: str = "1234567890"
    login_channel_secret: str = "local-login-secret"
    liff_id: str = "1234567890-madoguch"
    bot_user_id: str = "U" + "b07" * 10 + "b0"
    bot_name: str = "madoguchi"
    basic_id: str = "@local"
    monthly_limit: int | None = None
    rich_menus_need_images: bool = True
    webhook_timeout_seconds: float = 2.0
    fault_hold_seconds: float = 30.0
    random_seed: int | None = None
