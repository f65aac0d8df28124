"""The plan card as a paper: what stands on the page, without what only a screen can do."""

from collections.abc import Iterator

from madoguchi.documents.model import Bullets, Document, Facts, Paper, Paragraph, Part, QrCode, Section
from madoguchi.drill.card import Card
from madoguchi.drill.edition import town_name
from madoguchi.drill.model import read_situation
from madoguchi.drill.plan import contacts, sections_of
from madoguchi.drill.refuges import Refuges, refuges
from madoguchi.drill.shelters import Shelter
from madoguchi.flow.text import localise
from madoguchi.web.texts import day, text


def card_paper(card: Card, language: str, paper: Paper, site: str) -> Document:
    """Lay out a plan; the small paper leaves out the addresses of sites.

    `site` is our own address (`https://...`): while the plan is shared, a QR code leads to the shared page.
    """
    attempt = card.attempt
    town = town_name(attempt.municipality)
    found = refuges(read_situation(attempt.answers))
    parts: list[Part | Section] = [
        Paragraph(text("drill_plan_of", language, {"town": localise(town, language)}), "soft")
    ]
    for one in sections_of(card):
        lines = tuple(localise(line, language) for line in (*one.own, *one.lines))
        held: list[Part] = [Bullets(lines, first_stands_out=one.id == "when")]
        if one.id == "where" and found is not None:
            held += _sites(found, attempt.municipality, language, small=paper == "a6")
        if one.id == "information" and (called := contacts(card.own)):
            held.append(
                Facts(tuple((name or text("drill_call", language, {}), phone) for name, phone in called))
            )
        parts.append(Section(localise(one.title, language), tuple(held), framed=one.id == "when"))
    made = text("drill_plan_made", language, {"day": day(card.looked_at, language)})
    title, corner = text("drill_plan", language, {}), _way_here(card, language, site)
    return Document(title, language, tuple(parts), paper, footer=made, corner=corner)


def _way_here(card: Card, language: str, site: str) -> QrCode | None:
    if not card.share_id:
        return None
    address = f"{site}/drill/shared/{card.share_id}"
    return QrCode(address, text("drill_qr", language, {}), text("drill_qr_alternative", language, {}))


def _sites(found: Refuges, home: str, language: str, *, small: bool) -> Iterator[Part]:
    town = {"town": localise(town_name(home), language)}
    for hazard in found.unpublished:
        instead = ("drill_instead", "drill_upstairs") if hazard == "flood" else ("drill_instead",)
        said = [text(f"drill_unpublished_{hazard}", language, town)]
        yield Paragraph(" ".join([*said, *(text(key, language, {}) for key in instead)]))
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
