"""Parameters that several paths of the staff's API share."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from madoguchi.forms.application import receipt
from madoguchi.runtime.errors import NotFound

Number = Annotated[str, Path(min_length=15, max_length=40, description="A receipt number, grouped or not.")]
Owner = Annotated[
    str, Query(pattern=r"^10[0-9]{3,4}$", description="The prefecture's or a municipality's code.")
]
FormId = Annotated[str, Query(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
After = Annotated[str, Query(max_length=40, description="Where the part before ended.")]
FileId = Annotated[
    str, Path(pattern=r"^[0-9a-f]{32}$", description="A file's id, as the application lists it.")
]


def read_number(typed: str) -> str:
    """Return a receipt number as it is kept. Raises NotFound for what can be none."""
    number = receipt.read(typed)
    if not receipt.is_number(number):
        raise NotFound("application")
    return number
