"""The LINE channel that the local run plays: its secrets are no secrets."""

CHANNEL_SECRET = "local-channel-secret"
CHANNEL_ACCESS_TOKEN = "local-channel-access-token"
ACCOUNT_NAME = "群馬県デジタル窓口"
MAIL_FROM = "counter@madoguchi.example"
LOGIN_CHANNEL_ID = "1234567890"
LIFF_ID = "1234567890-madoguch"
SESSION_KEY = "local-session-key-of-no-value-0123456789abcdef"
HISTORY_KEY = "local-history-key-of-no-value-0123456789abcdef"


def parameters(line_url: str) -> dict[str, str]:
    """Return the template's parameters for a stack that talks to the LINE emulator at `line_url`."""
    return {
        "Stage": "local",
        "LineApiUrl": line_url,
        "LiffUrl": f"{line_url}/liff/{LIFF_ID}",
        "LiffSdkUrl": f"{line_url}/liff/edge/2/sdk.js",
        "LineLoginChannelId": LOGIN_CHANNEL_ID,
        "MailFrom": MAIL_FROM,
        "DeletionProtection": "false",
        "ScanAttachments": "false",
        "LogRetentionDays": "1",
    }


def secrets() -> dict[str, str]:
    """Return what the stack's secret holds here."""
    return {
        "channel_secret": CHANNEL_SECRET,
        "channel_access_token": CHANNEL_ACCESS_TOKEN,
        "session_key": SESSION_KEY,
        "history_key": HISTORY_KEY,
    }
