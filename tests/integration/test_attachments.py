"""A file posted through the page to the stack's own bucket, and what the scan's stand-in says of it."""

import pytest

from local.file_scan import EICAR
from local.stack import Stack
from tests.integration.resident import eventually
from tests.integration.visitor import Visitor

pytestmark = pytest.mark.stack
RELIEF = "/forms/property_tax_relief"


@pytest.mark.parametrize(
    ("data", "result"), [(b"%PDF-1.7 harmless", "clean"), (b"%PDF-1.7 " + EICAR, "infected")]
)
def test_what_is_posted_is_scanned(running_stack: Stack, data: bytes, result: str):
    with Visitor(running_stack) as visitor:
        visitor.opens(RELIEF)
        visitor.posts("attach:papers")
        visitor.posts_file("deed.pdf", data)
        (file_id,) = visitor.form.values["papers.0.id"]
    key = {"pk": {"S": f"FILE#{file_id}"}, "sk": {"S": "FILE"}}
    table = running_stack.outputs["ApplicationsTableName"]

    def said() -> bool:
        item = running_stack.aws.dynamodb.get_item(TableName=table, Key=key)["Item"]
        return item["scan_result"]["S"] == result

    eventually(said, f"word of the scan that it is {result}")
