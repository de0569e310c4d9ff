"""The demo as a case file for a given day: 2022 as published, and made-up programs that run today.

The figures beside those of 2022 are round and invented, the people are placeholders.
"""

import copy
import datetime as dt
import json
from pathlib import Path

from coordination.periods import Period, PeriodKind, period_containing, previous_period

_DATA = Path(__file__).resolve().parent.parent / "data"
HALF_YEAR_2022 = _DATA / "half-year-2022.json"
_NEIGHBOURS = _DATA / "demo-neighbours.json"

PREDECESSOR = "ctph"
SUCCESSOR_NUMBER = "Số: 02/CTrPH-BCH"
PLAN_NUMBER = "Dự thảo 01/KH-BCH"
NEIGHBOUR_NUMBER = "Số: 03/CTrPH-BCH"
# What the parties reported for the half-year before the current one, by organisation.
_LAST_PERIOD = {
    "qs": [("HP01", "01", "100 triệu đồng"), ("X02", "50", "25 triệu đồng"), ("QP02", "100", None)],
    "ccb": [("X01", "40", "20 triệu đồng"), ("HP10", "trên 300", "khoảng 60 triệu đồng")],
    "nd": [("AS02", "40", "10 triệu đồng")],
    "pn": [("AS02", "300", "90.000.000đ"), ("QP04", "200", "20 triệu đồng")],
    "dtn": [("QP04", "gần 150", "25 triệu đồng")],
    "mttq": [("AS02", "120", "hơn 36 triệu đồng")],
    "ldld": [("AS03", "500", "trên 200 triệu đồng")],
    "ctd": [("AS02", "80", "24 triệu đồng")],
}


def successor_term(on: dt.date) -> tuple[dt.date, dt.date]:
    """Five years from the end of the program of 2020 – 2025, moved on while `on` lies behind."""
    year = 2025
    while dt.date(year + 5, 6, 30) < on:
        year += 5
    while dt.date(year, 7, 1) > on:
        year -= 5
    return dt.date(year, 7, 1), dt.date(year + 5, 6, 30)


def current_half_year(on: dt.date) -> Period:
    """The half-year in which the demo plays."""
    return period_containing(on, PeriodKind.HALF_YEAR)


def situation(on: dt.date) -> dict:
    """The case for a demo that starts on the day `on`, with all of the published one in it."""
    case = json.loads(HALF_YEAR_2022.read_text(encoding="utf-8"))
    for name, entries in json.loads(_NEIGHBOURS.read_text(encoding="utf-8")).items():
        case[name] += entries
    published = next(one for one in case["programs"] if one["key"] == PREDECESSOR)
    case["programs"] += [_successor(published, on), _plan(on), _neighbour(on)]
    case["results"] += _last_results(on)
    case["conferences"].append(_next_conference(on))
    return case


def _program(key: str, title: str, number: str, parties: list[tuple[str, str]], **fields) -> dict:
    defaults = {
        "kind": "coordination_program",
        "unit": "huyen",
        "committee": None,
        "state": "signed",
        "signed_on": None,
        "signed_at": None,
        "signatories": [],
        "parent": None,
        "replaces": [],
        "rhythm": ["half_year"],
        "indicators": [],
        "targets": [],
    }
    return {
        "key": key,
        "title": title,
        "number": number,
        "parties": [{"organization": one, "role": role} for one, role in parties],
        **(defaults | fields),
    }


def _term(starts: dt.date, ends: dt.date) -> dict:
    return {"from": starts.isoformat(), "to": ends.isoformat()}


def _successor(published: dict, on: dt.date) -> dict:
    """The same parties and indicators, for the next five years."""
    starts, ends = successor_term(on)
    program = copy.deepcopy(published)
    title = published["title"].replace("2020 - 2025", f"{starts.year} - {ends.year}")
    program |= {
        "key": "ctph-sau",
        "title": title,
        "number": SUCCESSOR_NUMBER,
        "signed_on": (starts - dt.timedelta(days=5)).isoformat(),
        "term": _term(starts, ends),
        "replaces": [PREDECESSOR],
        "targets": [target | {"year": on.year} for target in published["targets"]],
    }
    return program


def _plan(on: dt.date) -> dict:
    """Next year's plan, still a draft."""
    year = min(on.year + 1, successor_term(on)[1].year)
    return _program(
        *("ke-hoach", f"Kế hoạch phối hợp hoạt động năm {year}", PLAN_NUMBER),
        [("qs", "lead"), ("pn", "partner"), ("bdv", "witness")],
        kind="annual_plan",
        committee="bcd",
        state="draft",
        parent="ctph-sau",
        term=_term(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        indicators=["QP04", "AS02"],
    )


def _neighbour(on: dt.date) -> dict:
    """A program of the district next door, which nobody else may look into."""
    starts, ends = successor_term(on)
    return _program(
        "ctph-dong",
        "Chương trình phối hợp hoạt động giữa Ban Chỉ huy Quân sự huyện Mẫu Đông với Hội Liên hiệp "
        f"Phụ nữ huyện Mẫu Đông giai đoạn {starts.year} - {ends.year}",
        NEIGHBOUR_NUMBER,
        [("qs2", "lead"), ("pn2", "partner"), ("bdv2", "witness")],
        unit="huyen2",
        signed_on=starts.isoformat(),
        signed_at="Huyện Mẫu Đông",
        signatories=[{"organization": "qs2", "person": "q2"}],
        term=_term(starts, ends),
        indicators=["QP04", "AS02"],
    )


def _last_results(on: dt.date) -> list[dict]:
    """Accepted results of the half-year before, where the successor ran already."""
    period = previous_period(current_half_year(on))
    if period.starts < successor_term(on)[0]:
        return []
    return [
        {
            "program": "ctph-sau",
            "organization": organization,
            "period": _period(period),
            "state": "accepted",
            "lines": [_line(*line) for line in lines],
            "narratives": [],
        }
        for organization, lines in _LAST_PERIOD.items()
    ]


def _line(indicator: str, quantity: str | None, value: str | None) -> dict:
    return {
        "indicator": indicator,
        "quantity": quantity,
        "quantity_qualifier": _qualifier(quantity),
        "value": value,
        "value_qualifier": _qualifier(value),
    }


def _qualifier(text: str | None) -> str | None:
    """Of the texts above."""
    words = {"trên": "more", "hơn": "more", "gần": "nearly", "khoảng": "about"}
    return None if text is None else words.get(text.split()[0], "exact")


def _period(period: Period) -> dict:
    return {"kind": period.kind.value, **_term(period.starts, period.ends)}


def _next_conference(on: dt.date) -> dict:
    period = current_half_year(on)
    half = "đầu" if period.starts.month == 1 else "cuối"
    return {
        "key": "sk-toi",
        "kind": "preliminary_review",
        "unit": "huyen",
        "title": f"Hội nghị sơ kết Chương trình phối hợp 6 tháng {half} năm {period.starts.year}",
        "held_on": (period.ends + dt.timedelta(days=20)).isoformat(),
        "place": "Hội trường Huyện ủy",
        "state": "planned",
        "programs": ["ctph-sau"],
        "period": _period(period),
        "chair": "p1",
        "presenter": "p2",
        "papers": [
            {"organization": "pn", "topic": "Phụ nữ tham gia chính sách hậu phương quân đội"}
        ],
        "shortcomings": [],
        "conclusions": [],
    }
