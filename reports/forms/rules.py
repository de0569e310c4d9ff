"""The rule sets in force, by system and date: data, no decisions.

Sources: Party: guide 36-HD/VPTW (2018), guide 05-HD/VPTW (2026). State: decree 30/2020/NĐ-CP, annex
I, which units of the army follow in layout. Youth Union: guide 29-HD/TWĐTN-VP (2013). Sizes are
one consistent choice within the ranges that the rules allow.
"""

from dataclasses import replace
from datetime import date

from reports.blocks import Capacity
from reports.forms.model import (
    AnnexStyle,
    Body,
    CounterScope,
    Form,
    Header,
    Numbering,
    Page,
    RecipientsStyle,
    Rule,
    Signing,
    System,
    TextStyle,
    Title,
)

PARTY_36 = Form(
    id="dang-36",
    system=System.PARTY,
    instrument="Hướng dẫn số 36-HD/VPTW, ngày 03/4/2018",
    since=date(2018, 4, 3),
    until=date(2026, 5, 26),
    page=Page(),
    header=Header(
        left_width=76,
        right_width=89,
        widest_right=100,
        superior=TextStyle(14, caps=True),
        issuer=TextStyle(14, bold=True, caps=True),
        issuer_rule=Rule.STAR,
        right=(("ĐẢNG CỘNG SẢN VIỆT NAM", TextStyle(15, bold=True)),),
        right_rule=Rule.FULL,
        place_date=TextStyle(14, italic=True),
        place_date_narrow=13,
        urgency=TextStyle(14, bold=True, caps=True),
    ),
    number=Numbering(
        style=TextStyle(14),
        pattern="Số {n}-{type}/{org}",
        scope=CounterScope.TYPE_AND_TERM,
        cite="{name} số {n}-{type}/{org}, ngày {day} của {issuer}",
        cite_long_date=False,
    ),
    title=Title(
        type=TextStyle(15, bold=True, caps=True),
        subject=TextStyle(14, bold=True),
        subject_capital=False,
        subject_rule=Rule.HYPHENS,
    ),
    body=Body(
        text=TextStyle(14),
        leading=19,
        indent=10,
        spacing=6,
        end_mark=".",
        bases=TextStyle(14),
        bases_prefix="- ",
        bases_last=",",
        headings=(
            ("{n}- ", TextStyle(14, bold=True, caps=True)),
            ("{n}. ", TextStyle(14, bold=True)),
            ("{n}) ", TextStyle(14, italic=True)),
        ),
        figures=TextStyle(12),
    ),
    annex=AnnexStyle(
        single="PHỤ LỤC",
        several="PHỤ LỤC {n}",
        roman=False,
        label=TextStyle(14, bold=True),
        title=TextStyle(14, bold=True, caps=True),
        reference="(Kèm theo {cite})",
    ),
    signing=Signing(
        prefixes={
            Capacity.COLLECTIVE: "T/M ",
            Capacity.FOR_HEAD: "K/T ",
            Capacity.BY_ORDER: "T/L ",
            Capacity.BY_AUTHORITY: "T/U/Q ",
            Capacity.ACTING: "Q. ",
        },
        authority=TextStyle(14, bold=True, caps=True),
        office=TextStyle(14, caps=True),
        office_alone=TextStyle(14, bold=True, caps=True),
        name=TextStyle(14, bold=True),
        rank=False,
    ),
    recipients=RecipientsStyle(
        heading=TextStyle(14, underline=True),
        line=TextStyle(12),
        separator=",",
        archive="Lưu {archive}",
    ),
    tone="old",
)

PARTY_05 = replace(
    PARTY_36,
    id="dang-05",
    instrument="Hướng dẫn số 05-HD/VPTW, ngày 27/5/2026",
    since=date(2026, 5, 27),
    until=None,
    tone="new",
)

STATE_HEADER = Header(
    left_width=67,
    right_width=98,
    widest_right=100,
    superior=TextStyle(13, caps=True),
    issuer=TextStyle(13, bold=True, caps=True),
    issuer_rule=Rule.SHORT,
    right=(
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", TextStyle(13, bold=True)),
        ("Độc lập - Tự do - Hạnh phúc", TextStyle(14, bold=True)),
    ),
    right_rule=Rule.FULL,
    place_date=TextStyle(14, italic=True),
    place_date_narrow=13,
    urgency=TextStyle(13, bold=True, caps=True),
)

STATE_30 = Form(
    id="nd30",
    system=System.STATE,
    instrument="Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020",
    since=date(2020, 3, 5),
    until=None,
    page=Page(),
    header=STATE_HEADER,
    number=Numbering(
        style=TextStyle(13),
        pattern="Số: {n}/{type}-{org}",
        scope=CounterScope.TYPE_AND_YEAR,
        cite="{name} số {n}/{type}-{org} ngày {day} của {issuer}",
        cite_long_date=True,
    ),
    title=Title(
        type=TextStyle(14, bold=True, caps=True),
        subject=TextStyle(14, bold=True),
        subject_capital=True,
        subject_rule=Rule.SHORT,
    ),
    body=Body(
        text=TextStyle(14),
        leading=19,
        indent=10,
        spacing=6,
        end_mark="./.",
        bases=TextStyle(14, italic=True),
        bases_prefix="",
        bases_last=".",
        headings=(
            ("{n}. ", TextStyle(14, bold=True, caps=True)),
            ("{n}. ", TextStyle(14, bold=True)),
            ("{n}) ", TextStyle(14, italic=True)),
        ),
        figures=TextStyle(12),
    ),
    annex=AnnexStyle(
        single="Phụ lục",
        several="Phụ lục {n}",
        roman=True,
        label=TextStyle(14, bold=True),
        title=TextStyle(14, bold=True, caps=True),
        reference="(Kèm theo {cite})",
    ),
    signing=Signing(
        prefixes={
            Capacity.COLLECTIVE: "TM. ",
            Capacity.FOR_HEAD: "KT. ",
            Capacity.BY_ORDER: "TL. ",
            Capacity.BY_AUTHORITY: "TUQ. ",
            Capacity.ACTING: "Q. ",
        },
        authority=TextStyle(14, bold=True, caps=True),
        office=TextStyle(14, bold=True, caps=True),
        office_alone=TextStyle(14, bold=True, caps=True),
        name=TextStyle(14, bold=True),
        rank=False,
    ),
    recipients=RecipientsStyle(
        heading=TextStyle(12, bold=True, italic=True),
        line=TextStyle(11),
        separator=";",
        archive="Lưu: VT, {archive}",
    ),
    tone="new",
)

MILITARY = replace(
    STATE_30,
    id="bqp",
    system=System.MILITARY,
    instrument="Thông tư số 92/2012/TT-BQP, trình bày theo Nghị định số 30/2020/NĐ-CP",
    signing=replace(STATE_30.signing, rank=True),
)

UNION = replace(
    STATE_30,
    id="doan-the",
    system=System.UNION,
    instrument="Trình bày theo Nghị định số 30/2020/NĐ-CP",
)

YOUTH_29 = replace(
    PARTY_36,
    id="doan",
    system=System.YOUTH,
    instrument="Hướng dẫn số 29-HD/TWĐTN-VP, ngày 29/10/2013",
    since=date(2013, 10, 29),
    until=None,
    header=replace(
        PARTY_36.header,
        issuer_rule=Rule.STARS,
        right=(("ĐOÀN TNCS HỒ CHÍ MINH", TextStyle(15, bold=True)),),
    ),
    number=replace(PARTY_36.number, scope=CounterScope.TYPE_AND_YEAR),
    signing=replace(PARTY_36.signing, prefixes=STATE_30.signing.prefixes),
    recipients=replace(PARTY_36.recipients, separator=";"),
    tone="new",
)

FORMS = (PARTY_36, PARTY_05, STATE_30, MILITARY, UNION, YOUTH_29)
FORM_OF = {form.id: form for form in FORMS}


def form_for(system: str, on: date) -> Form:
    """The rule set of a system in force on a date; before its first one, the first.

    Raises ValueError for a system that is none.
    """
    system = System(system)
    sets = sorted((form for form in FORMS if form.system == system), key=lambda form: form.since)
    in_force = [form for form in sets if form.since <= on]
    return in_force[-1] if in_force else sets[0]
