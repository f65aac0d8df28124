"""Peer of line_webhook: the official SDK's echo bot, as its README shows it, behind a Lambda handler."""

import os

from linebot.v3 import WebhookHandler
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, ReplyMessageRequest, TextMessage
from linebot.v3.webhooks import MessageEvent, TextMessageContent

configuration = Configuration(access_token=os.environ["CHANNEL_ACCESS_TOKEN"], host=os.environ["LINE_API_URL"])
webhook = WebhookHandler(os.environ["CHANNEL_SECRET"])


@webhook.add(MessageEvent, message=TextMessageContent)
def handle_message(event):
    with ApiClient(configuration) as api_client:
        MessagingApi(api_client).reply_message_with_http_info(
            ReplyMessageRequest(reply_token=event.reply_token, messages=[TextMessage(text=event.message.text)])
        )


def handler(event, context):
    webhook.handle(event["body"], event["headers"]["x-line-signature"])
    return {"statusCode": 200, "body": "OK"}
