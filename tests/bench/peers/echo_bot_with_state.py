"""Peer of line_conversation: the official SDK's echo bot that keeps its state through a boto3 resource."""

import os

import boto3
from linebot.v3 import WebhookHandler
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, ReplyMessageRequest, TextMessage
from linebot.v3.webhooks import MessageEvent, TextMessageContent

configuration = Configuration(access_token=os.environ["CHANNEL_ACCESS_TOKEN"], host=os.environ["LINE_API_URL"])
webhook = WebhookHandler(os.environ["CHANNEL_SECRET"])
table = boto3.resource("dynamodb").Table(os.environ["PEER_TABLE"])


@webhook.add(MessageEvent, message=TextMessageContent)
def handle_message(event):
    state = table.get_item(Key={"pk": event.source.user_id, "sk": "STATE"}).get("Item", {"count": 0})
    count = int(state["count"]) + 1
    table.put_item(Item={"pk": event.source.user_id, "sk": "STATE", "count": count})
    with ApiClient(configuration) as api_client:
        MessagingApi(api_client).reply_message_with_http_info(
            ReplyMessageRequest(
                reply_token=event.reply_token,
                messages=[TextMessage(text=f"{count}: {event.message.text}")],
            )
        )


def handler(event, context):
    webhook.handle(event["body"], event["headers"]["x-line-signature"])
    return {"statusCode": 200, "body": "OK"}
