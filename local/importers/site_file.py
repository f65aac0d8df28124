"""Sites into the file that `madoguchi.drill.shelters` reads."""

import json
from array import array
from collections.abc import Sequence
from pathlib import Path

from local.importers.sites import Sites
from madoguchi.drill.shelters import ALSO_SHELTER, HAZARDS, MAGIC, MICRO, OUTSIDE_MUNICIPALITY, PREFIX, Hazard


def write_sites(path: Path, sites: Sites, credit_lines: Sequence[str], data_version: str) -> int:
    """Write the index of evacuation sites; return its bytes."""
    municipalities = {
        code: {"centre": [round(degree, 6) for degree in centre], "published": sites.published.get(code)}
        for code, centre in sites.centres.items()
    }
    head = {
        "count": len(sites.sites),
        "municipalities": municipalities,
        "credits": list(credit_lines),
        "data_version": data_version,
    }
    texts = [
        "\0".join(text.replace("\0", "") for text in (row.id, row.name, row.address, row.note)).encode()
        for row in (site.row for site in sites.sites)
    ]
    offsets = [0]
    for text in texts:
        offsets.append(offsets[-1] + len(text))
    numbers = {code: number for number, code in enumerate(municipalities)}
    columns = (
        array("i", [round(site.row.latitude * MICRO) for site in sites.sites]),
        array("i", [round(site.row.longitude * MICRO) for site in sites.sites]),
        array("B", [_bits(site.usable_for) for site in sites.sites]),
        array("B", [_bits(site.upper_floors_for) for site in sites.sites]),
        array(
            "B",
            [
                OUTSIDE_MUNICIPALITY * site.outside_municipality + ALSO_SHELTER * site.row.also_shelter
                for site in sites.sites
            ],
        ),
        array("H", [numbers[site.row.municipality] for site in sites.sites]),
        array("I", offsets),
    )
    packed_head = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    body = b"".join(column.tobytes() for column in columns) + b"".join(texts)
    return path.write_bytes(PREFIX.pack(MAGIC, len(packed_head)) + packed_head + body)


def _bits(hazards: frozenset[Hazard]) -> int:
    return sum(1 << HAZARDS.index(hazard) for hazard in hazards)
