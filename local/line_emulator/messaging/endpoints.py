"""The Messaging API's endpoints with their limits: the list that LINE publishes."""

from starlette.routing import Route

from local.line_emulator.messaging import account, rich_menu_catalogue, rich_menu_links, sending, statistics
from local.line_emulator.messaging.call import Endpoint
from local.line_emulator.messaging.door import Door
from local.line_emulator.platform import Platform
from local.line_emulator.state.rate_limits import (
    PER_HOUR_3,
    PER_HOUR_60,
    PER_HOUR_100,
    PER_SECOND_10,
    PER_SECOND_100,
    PER_SECOND_200,
)
from local.line_emulator.webhook.sender import WebhookSender

BOT = "/v2/bot"
MENU = f"{BOT}/richmenu"


def endpoints(sender: WebhookSender) -> list[Endpoint]:
    """Every endpoint; the busiest first, because Starlette looks them up in order."""
    return [*_sending(), *_account(sender), *_statistics(), *_rich_menus(), *_rich_menu_links()]


def routes(platform: Platform, sender: WebhookSender) -> list[Route]:
    """A route for each endpoint."""
    return [Route(one.path, Door(platform, one).__call__, methods=[one.method]) for one in endpoints(sender)]


def _sending() -> list[Endpoint]:
    message = f"{BOT}/message"
    return [
        Endpoint("POST", f"{message}/multicast", sending.multicast, PER_SECOND_200, retry_key=True),
        Endpoint("POST", f"{message}/reply", sending.reply),
        Endpoint("POST", f"{message}/push", sending.push, retry_key=True),
        Endpoint("POST", f"{message}/broadcast", sending.broadcast, PER_HOUR_60, retry_key=True),
        Endpoint("POST", f"{message}/narrowcast", sending.narrowcast, PER_HOUR_60, retry_key=True),
        Endpoint("GET", f"{message}/progress/narrowcast", sending.narrowcast_progress),
        Endpoint("POST", f"{message}/validate/{{kind}}", sending.validate),
    ]


def _account(sender: WebhookSender) -> list[Endpoint]:
    message, webhook = f"{BOT}/message", f"{BOT}/channel/webhook"
    return [
        Endpoint("GET", f"{BOT}/info", account.info),
        Endpoint("GET", f"{BOT}/profile/{{user_id}}", account.profile),
        Endpoint("GET", f"{BOT}/followers/ids", account.followers),
        Endpoint("GET", f"{message}/quota", account.quota),
        Endpoint("GET", f"{message}/quota/consumption", account.consumption),
        Endpoint("GET", f"{message}/{{message_id}}/content", account.content),
        Endpoint("GET", f"{message}/{{message_id}}/content/preview", account.content),
        Endpoint("GET", f"{message}/{{message_id}}/content/transcoding", account.transcoding),
        Endpoint("POST", f"{message}/markAsRead", account.mark_as_read),
        Endpoint("POST", f"{BOT}/chat/markAsRead", account.mark_as_read),
        Endpoint("POST", f"{BOT}/chat/loading/start", account.loading, PER_SECOND_100),
        Endpoint("POST", f"{BOT}/user/{{user_id}}/linkToken", account.link_token),
        Endpoint("GET", f"{webhook}/endpoint", account.get_webhook),
        Endpoint("PUT", f"{webhook}/endpoint", account.set_webhook),
        Endpoint("POST", f"{webhook}/test", account.WebhookTest(sender), PER_HOUR_60),
    ]


def _statistics() -> list[Endpoint]:
    message, insight = f"{BOT}/message", f"{BOT}/insight"
    return [
        Endpoint("GET", f"{message}/aggregation/info", statistics.unit_usage),
        Endpoint("GET", f"{message}/aggregation/list", statistics.unit_names),
        Endpoint("GET", f"{message}/delivery/{{way}}", statistics.sent),
        Endpoint("GET", f"{insight}/message/delivery", statistics.deliveries, PER_HOUR_60),
        Endpoint("GET", f"{insight}/message/event/aggregation", statistics.unit, PER_HOUR_60),
        Endpoint("GET", f"{insight}/followers", statistics.followers, PER_HOUR_60),
    ]


def _rich_menus() -> list[Endpoint]:
    menu, alias = f"{MENU}/{{rich_menu_id}}", f"{MENU}/alias/{{alias_id}}"
    default = f"{BOT}/user/all/richmenu"
    catalogue = rich_menu_catalogue
    return [
        Endpoint("POST", MENU, catalogue.create, PER_HOUR_100),
        Endpoint("POST", f"{MENU}/validate", catalogue.validate),
        Endpoint("GET", f"{MENU}/list", catalogue.show_all, PER_SECOND_10),
        Endpoint("POST", f"{MENU}/alias", catalogue.create_alias),
        Endpoint("GET", f"{MENU}/alias/list", catalogue.show_aliases),
        Endpoint("POST", alias, catalogue.update_alias),
        Endpoint("GET", alias, catalogue.show_alias),
        Endpoint("DELETE", alias, catalogue.delete_alias, PER_HOUR_100),
        Endpoint("POST", f"{menu}/content", catalogue.upload_image, media_upload=True),
        Endpoint("GET", f"{menu}/content", catalogue.download_image),
        Endpoint("POST", f"{default}/{{rich_menu_id}}", catalogue.set_default),
        Endpoint("GET", default, catalogue.get_default),
        Endpoint("DELETE", default, catalogue.cancel_default),
    ]


def _rich_menu_links() -> list[Endpoint]:
    menu, user = f"{MENU}/{{rich_menu_id}}", f"{BOT}/user/{{user_id}}/richmenu"
    return [
        Endpoint("POST", f"{MENU}/bulk/link", rich_menu_links.bulk_link),
        Endpoint("POST", f"{MENU}/bulk/unlink", rich_menu_links.bulk_unlink),
        Endpoint("POST", f"{MENU}/batch", rich_menu_links.batch, PER_HOUR_3),
        Endpoint("POST", f"{MENU}/validate/batch", rich_menu_links.validate_batch),
        Endpoint("GET", f"{MENU}/progress/batch", rich_menu_links.batch_progress, PER_HOUR_100),
        Endpoint("GET", menu, rich_menu_catalogue.show),
        Endpoint("DELETE", menu, rich_menu_catalogue.delete, PER_HOUR_100),
        Endpoint("POST", f"{user}/{{rich_menu_id}}", rich_menu_links.link),
        Endpoint("GET", user, rich_menu_links.linked),
        Endpoint("DELETE", user, rich_menu_links.unlink),
    ]
