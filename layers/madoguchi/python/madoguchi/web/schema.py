"""The shape of the pages' own texts, checked when content is built."""

from pydantic import RootModel

from madoguchi.flow.schema import TextContent


class TextsContent(RootModel[dict[str, TextContent]]):
    """Sentences by key: `web/texts`, the texts of each room, `web/problems`."""


CONTENT = {"web/*": TextsContent}
