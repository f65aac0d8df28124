"""HTTP API: the evacuation drill, its plan, and the way in from LINE."""

from typing import Any

from madoguchi.drill import again_pages, campaign_pages, numbers_pages, plan_pages
from madoguchi.drill.assets import show_asset
from madoguchi.drill.pages import show_start, take_step
from madoguchi.drill.quiz_pages import show_quiz
from madoguchi.web.door import serve
from madoguchi.web.entrance import enter, show_entrance

ROUTES = {
    "GET /drill": show_start,
    "POST /drill": take_step,
    "GET /drill/assets/{name}": show_asset,
    "GET /drill/quizzes/{quiz_id}": show_quiz,
    "POST /drill/quizzes/{quiz_id}": show_quiz,
    "GET /drill/again": again_pages.show_again,
    "POST /drill/again": again_pages.take_again,
    "GET /drill/campaigns/{campaign_id}": campaign_pages.show_campaign,
    "GET /drill/plans/{plan_id}/entry": campaign_pages.show_entry,
    "POST /drill/plans/{plan_id}/entry": campaign_pages.take_entry,
    "GET /drill/numbers": numbers_pages.show_numbers,
    "GET /drill/numbers.json": numbers_pages.give_json,
    "GET /drill/numbers.csv": numbers_pages.give_csv,
    "GET /drill/plan": plan_pages.show_own_plan,
    "GET /drill/plans/{plan_id}": plan_pages.show_plan,
    "POST /drill/plans/{plan_id}": plan_pages.keep_plan,
    "GET /drill/plans/{plan_id}/edit": plan_pages.show_edit,
    "POST /drill/plans/{plan_id}/edit": plan_pages.save_edit,
    "GET /drill/shared/{share_id}": plan_pages.show_shared,
    "GET /drill/enter": show_entrance,
    "POST /drill/enter": enter,
}


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer one request."""
    return serve(event, ROUTES)
