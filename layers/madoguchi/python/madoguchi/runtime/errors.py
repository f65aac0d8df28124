"""The one family of refusals. A crash that is none of these is a bug.

    Refusal
    ├── BadRequest (400)      NotLineShape, InvalidForm, SegmentUnreadable, FileRefused, QuestionUnknown,
    │                         RuleRefused: SendsAtNight, NoDayLeft
    ├── Unauthenticated (401) BadSignature, InvalidIdToken
    ├── Forbidden (403)       FormExpired, NotEligible
    ├── NotFound (404)
    ├── Conflict (409)        BroadcastChanged, NotInThisState, ApprovalRefused, AudienceGrew, MissedStart,
    │                         AlreadyBegun, PlanChanged, AlreadyApplied, AlreadyEntered, FormFull: SlotBegun,
    │                         FileNotOpen (forms.file_refusals)
    ├── Closed (410)          FormClosed, CampaignClosed
    ├── TooLarge (413)
    ├── TooManyAttempts (429)
    └── Unavailable (503)     LineUnreachable, MissingSetting, Overtaken, AwsRefused

`code` is stable, its class's or that of one reason (`why`), and names the sentence that is read: by residents
in content `web/problems.yaml`, by staff in `web/staff_problems.yaml`. The message is for the operator's log
and never holds what a resident typed.
"""

from typing import Any, ClassVar


class Refusal(Exception):
    """A request that we decline, with a reason that can be told."""

    code = "refused"
    status: ClassVar[int] = 400

    def __init__(self, *told: object, why: str = "") -> None:
        """Take what is told; `why` is the code of one reason, where its reader can do something about it."""
        super().__init__(*told)
        self.code = why or self.code


class BadRequest(Refusal):
    """What came is not what this door accepts."""

    code = "bad_request"


class NotLineShape(BadRequest):
    """A webhook body that is not LINE's shape."""

    code = "not_line_shape"


class InvalidForm(BadRequest):
    """A posted page without the fields that every page of ours carries."""

    code = "invalid_form"


class SegmentUnreadable(BadRequest):
    """A segment that cannot be read; the message is the sentence for the clerk who typed it."""

    code = "segment_unreadable"


class QuestionUnknown(BadRequest):
    """A question that no version of its form lets be searched; its arguments name those that may be."""

    code = "question_unknown"


class RuleRefused(BadRequest):
    """A series' rule whose parts do not go together, or that runs for more than a year."""

    code = "rule_refused"


class SendsAtNight(RuleRefused):
    """A series that would disturb people at night."""

    code = "sends_at_night"


class NoDayLeft(RuleRefused):
    """A series that would never send."""

    code = "no_day_left"


class FileRefused(BadRequest):
    """A file that does not count; its message is why, as content names it (`error_<why>`)."""

    code = "file_refused"


class Unauthenticated(Refusal):
    """Nobody, or not who they say."""

    code = "unauthenticated"
    status = 401


class BadSignature(Unauthenticated):
    """A webhook that LINE did not sign."""

    code = "bad_signature"


class InvalidIdToken(Unauthenticated):
    """An ID token that LINE does not vouch for."""

    code = "invalid_id_token"


class Forbidden(Refusal):
    """Known, but not allowed."""

    code = "forbidden"
    status = 403


class FormExpired(Forbidden):
    """A page whose CSRF token is missing, foreign or too old: to be sent again from a fresh page."""

    code = "form_expired"


class NotEligible(Forbidden):
    """An application of somebody who may not apply: the form says who may."""

    code = "not_eligible"


class NotFound(Refusal):
    """There is no such thing, or none that this person may see."""

    code = "not_found"
    status = 404


class Conflict(Refusal):
    """Not as things stand now: look again, then decide."""

    code = "conflict"
    status = 409


class BroadcastChanged(Conflict):
    """Somebody else changed the broadcast since it was read."""

    code = "broadcast_changed"


class NotInThisState(Conflict):
    """A step that a broadcast or an application cannot take from where it is."""

    code = "not_in_this_state"


class ApprovalRefused(Conflict):
    """An approval that does not count: of something that has changed, or by the same person twice."""

    code = "approval_refused"


class AudienceGrew(Conflict):
    """Far more residents than the approvers saw: somebody must look first."""

    code = "audience_grew"


class MissedStart(Conflict):
    """A broadcast's hour has passed without it: a person must decide whether it still makes sense."""

    code = "missed_start"


class AlreadyBegun(Conflict):
    """What should not begin has begun: it is a broadcast of its own now, and is cancelled as one."""

    code = "already_begun"


class PlanChanged(Conflict):
    """Somebody else of the household changed the plan since it was opened."""

    code = "plan_changed"


class AlreadyApplied(Conflict):
    """A second application of a person who may apply once."""

    code = "already_applied"


class AlreadyEntered(Conflict):
    """A second entry into a draw that each person enters once."""

    code = "already_entered"


class FormFull(Conflict):
    """No seat is left."""

    code = "form_full"


class SlotBegun(FormFull):
    """What was chosen has begun, whether or not a seat is left there."""

    code = "slot_begun"


class Closed(Refusal):
    """It existed and is over, or has not begun."""

    code = "closed"
    status = 410


class FormClosed(Closed):
    """An application outside its period."""

    code = "form_closed"


class CampaignClosed(Closed):
    """A draw that is not open, or not to this drill."""

    code = "campaign_closed"


class TooLarge(Refusal):
    """More than this door takes."""

    code = "too_large"
    status = 413


class TooManyAttempts(Refusal):
    """Too many look-ups of one receipt number that went wrong: wait a while."""

    code = "too_many_attempts"
    status = 429


class Unavailable(Refusal):
    """Ours to mend: the caller should try again."""

    code = "unavailable"
    status = 503


class LineUnreachable(Unavailable):
    """LINE gave no answer: nobody knows whether the call was accepted."""

    code = "line_unreachable"


class MissingSetting(Unavailable):
    """An environment variable or secret that the deployment forgot."""

    code = "missing_setting"


class Overtaken(Unavailable):
    """Somebody else wrote the same record since it was read: read again and decide again."""

    code = "overtaken"


class AwsRefused(Unavailable):
    """A call that AWS declined: `name` is its own name for the error, `answer` what it said."""

    code = "aws_refused"

    def __init__(self, target: str, status: int, name: str, answer: dict[str, Any]) -> None:
        """Keep what a caller may want to judge by."""
        super().__init__(f"{target}: {status} {name}")
        self.name = name
        self.answer = answer
