"""Refusals, in the words that LINE uses for them."""

from typing import Any


class LineError(Exception):
    """A refusal that the Messaging API answers with a status, a message and sometimes details."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        details: list[dict[str, str]] | None = None,
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details or []
        self.headers = headers or {}
        self.extra = extra or {}

    def body(self) -> dict[str, Any]:
        """The JSON that LINE answers."""
        body: dict[str, Any] = {"message": self.message}
        if self.details:
            body["details"] = self.details
        return body | self.extra


class OAuthError(LineError):
    """A refusal in OAuth's words: an error code and its description."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(status, description)
        self.error = error

    def body(self) -> dict[str, Any]:
        return {"error": self.error, "error_description": self.message}


class ControlError(LineError):
    """A refusal of the emulator's own control API: one clear sentence."""

    def body(self) -> dict[str, Any]:
        return {"error": self.message}


def body_errors(details: list[dict[str, str]]) -> LineError:
    """The request body is well-formed JSON and breaks LINE's rules."""
    return LineError(400, f"The request body has {len(details)} error(s)", details=details)


def body_error(property_path: str, message: str) -> LineError:
    """One rule is broken, at one property."""
    return body_errors([{"message": message, "property": property_path}])


def invalid_property(name: str) -> LineError:
    """An identifier or token in the body is not one that LINE gave out."""
    return LineError(400, f"The property, '{name}', in the request body is invalid (line: -, column: -)")


def authentication_failed(reason: str) -> LineError:
    """The bearer token is missing or unknown."""
    return LineError(
        401,
        f"Authentication failed due to the following reason: {reason}. "
        "Confirm that the access token in the authorization header is valid.",
    )


def not_found() -> LineError:
    """The thing that the path names is not there."""
    return LineError(404, "Not found")


def rate_limited() -> LineError:
    """The endpoint's token bucket is empty."""
    return LineError(429, "The API rate limit has been exceeded. Try again later.")


def monthly_limit_reached() -> LineError:
    """The plan's messages of this month are used up."""
    return LineError(429, "You have reached your monthly limit.")
