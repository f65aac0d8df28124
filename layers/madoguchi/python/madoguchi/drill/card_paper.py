"""The plan card as a paper: what stands on the page, without what only a screen can do."""

from collections.abc import Iterator

from madoguchi.documents.model import Bullets, Document, Paper, Paragraph, Part, Section
from madoguchi.drill.attempt import Attempt
from madoguchi.drill.edition import facts_of, town_name
from madoguchi.drill.model import read_situation
from madoguchi.drill.plan import plan_card
from madoguchi.drill.refuges import Refuges, refuges
from madoguchi.drill.shelters import Shelter
from madoguchi.flow.text import localise
from madoguchi.runtime.content import content
from madoguchi.web.texts import day, text


def card_paper(attempt: Attempt, language: str, paper: Paper) -> Document:
    """Lay out a plan; the small paper leaves out the addresses of sites."""
    town = town_name(attempt.municipality)
    found = refuges(read_situation(attempt.answers))
    sections = []
    for one in plan_card(content("drills/plan"), facts_of(attempt.answers), town):
        lines = tuple(localise(line, language) for line in one.lines)
        parts: list[Part] = [Bullets(lines, first_stands_out=one.id == "when")]
        if one.id == "where" and found is not None:
            parts += _sites(found, attempt.municipality, language, small=paper == "a6")
        sections.append(Section(localise(one.title, language), tuple(parts), framed=one.id == "when"))
    made = text("drill_plan_made", language, {"day": day(attempt.finished_at, language)})
    lead = Paragraph(text("drill_plan_of", language, {"town": localise(town, language)}), "soft")
    return Document(text("drill_plan", language, {}), language, (lead, *sections), paper, footer=made)


def _sites(found: Refuges, home: str, language: str, *, small: bool) -> Iterator[Part]:
    town = {"town": localise(town_name(home), language)}
    for hazard in found.unpublished:
        said = text(f"drill_unpublished_{hazard}", language, town)
        yield Paragraph(f"{said} {text('drill_instead', language, {})}")
    if not found.sites:
        yield Paragraph(text("drill_no_site", language, {}))
        return
    yield Paragraph(text("drill_sites_" + "_".join(found.hazards), language, town), "soft")
    yield Bullets(tuple(_site(site, found, home, language, small=small) for site in found.sites))


def _site(site: Shelter, found: Refuges, home: str, language: str, *, small: bool) -> str:
    elsewhere = f"（{localise(town_name(site.municipality), language)}）"
    lines = [site.name + (elsewhere if site.municipality != home else "")]
    if not small:
        lines.append(site.address)
    if found.upper_floors_only(site):
        lines.append(text("drill_upper_floors", language, {}))
    if site.note:
        lines.append(text("drill_site_note", language, {"note": site.note}))
    return "\n".join(lines)
