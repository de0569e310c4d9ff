"""Sample papers: one of each form, with texts and figures like those of a real review."""

from dataclasses import replace
from datetime import date

from reports.blocks import (
    Align,
    Annex,
    Bases,
    Block,
    Capacity,
    Cell,
    Column,
    FigureRun,
    HeadCell,
    Heading,
    Issuer,
    ItemList,
    Paper,
    PaperHead,
    Paragraph,
    ParagraphStyle,
    Recipients,
    Row,
    RowKind,
    Signature,
    SignerRole,
    Table,
    runs,
)

NARRATIVE = (
    "Các cơ quan, đơn vị đã phối hợp tuyên truyền, vận động cán bộ, đoàn viên, hội viên và "
    "nhân dân chấp hành tốt chủ trương của Đảng, chính sách, pháp luật của Nhà nước; tổ "
    "chức 385 buổi tuyên truyền cho trên 12.000 lượt người nghe trong giai đoạn 2021 - 2026."
)
SUBJECT = (
    "sơ kết thực hiện Chương trình phối hợp hoạt động giữa Ban Chỉ huy Quân sự huyện với các tổ "
    "chức chính trị - xã hội, tổ chức xã hội nhân đạo huyện 6 tháng đầu năm 2022"
)
BOARD = Issuer(("Ban Dân vận",), "Ban Dân vận Huyện uỷ", "BDVHU", ("Huyện uỷ Định Hoá",))
COMMAND = Issuer(
    ("Ban Chỉ huy Quân sự", "huyện Định Hóa"),
    "Ban Chỉ huy Quân sự huyện",
    "BCH",
    ("Bộ CHQS", "tỉnh Thái Nguyên"),
)
COUNCIL = Issuer(("Uỷ ban nhân dân", "huyện Định Hóa"), "UBND huyện", "UBND")
WOMEN = Issuer(
    ("Ban Thường vụ",), "Hội LHPN huyện", "BTV", ("Hội Liên hiệp Phụ nữ", "huyện Định Hóa")
)
YOUTH = Issuer(("BCH huyện Định Hóa",), "Huyện đoàn", "HĐTN")

SIGNERS = {
    "dang-36": Signature(
        "party", "Phó Trưởng Ban", "Nguyễn Văn A", capacity=Capacity.FOR_HEAD, body="Trưởng Ban"
    ),
    "bqp": Signature("military", "Chính trị viên", "Trần Văn B", rank="Trung tá"),
    "nd30": Signature(
        "state", "Phó Chủ tịch", "Lê Văn C", capacity=Capacity.FOR_HEAD, body="Chủ tịch"
    ),
    "doan-the": Signature(
        "union", "Chủ tịch", "Phạm Thị E", capacity=Capacity.COLLECTIVE, body="Ban Thường vụ"
    ),
    "doan": Signature(
        "youth", "Bí thư", "Lê Văn D", capacity=Capacity.COLLECTIVE, body="Ban Thường vụ"
    ),
}
SIGNERS["dang-05"] = SIGNERS["dang-36"]
ISSUERS = {
    "dang-36": BOARD,
    "dang-05": BOARD,
    "bqp": COMMAND,
    "nd30": COUNCIL,
    "doan-the": WOMEN,
    "doan": YOUTH,
}
ARCHIVES = {"dang-36": "Ban Dân vận Huyện uỷ", "dang-05": "Ban Dân vận Huyện ủy"}


def figure_table(lines: int = 5) -> Table:
    """A table in the columns of a review's annex, with a group row and a total."""
    columns = (
        Column(10, Align.CENTER),
        Column(62),
        Column(20, Align.CENTER),
        Column(22, Align.RIGHT),
        Column(36, Align.RIGHT),
    )
    head = (tuple(HeadCell(text) for text in ("TT", "Nội dung", "Đơn vị", "Kết quả", "Trị giá")),)
    body = [Row((Cell(runs("Chính sách hậu phương quân đội"), colspan=5),), RowKind.GROUP)]
    body += [
        Row(
            (
                Cell(runs(str(number))),
                Cell(runs(f"Thăm, tặng quà gia đình chính sách lần thứ {number}")),
                Cell(runs("suất quà")),
                Cell((FigureRun("trên 385", {"line": number, "version": 1}),)),
                Cell((FigureRun("120.500.000", {"line": number, "version": 1}),)),
            )
        )
        for number in range(1, lines + 1)
    ]
    total = Cell((FigureRun("930.600.000", {"total_value": True}, bold=True),))
    body.append(Row((Cell(runs("Tổng trị giá"), colspan=4), total), RowKind.TOTAL))
    return Table(columns, head, tuple(body))


def body(chapters: int = 3) -> tuple[Block, ...]:
    """Text with headings of three levels, figures and a list."""
    blocks: list[Block] = [Paragraph(runs(NARRATIVE))]
    for number in range(1, chapters + 1):
        blocks += [
            Heading(f"Kết quả thứ {number}"),
            Heading("Thuận lợi", level=2),
            Paragraph(runs(NARRATIVE, " ", NARRATIVE)),
            Heading("Nguyên nhân", level=3),
            Paragraph(runs(NARRATIVE)),
            ItemList(
                (
                    runs(
                        "Hội LHPN: tặng ",
                        FigureRun("385 suất quà", {"line": number, "version": 1}),
                        ", trị giá ",
                        FigureRun("120.500.000 đồng", {"line": number, "version": 1}),
                    ),
                    runs("Huyện đoàn: tặng trên 200 suất quà."),
                )
            ),
        ]
    blocks.append(Paragraph(runs("Trên đây là báo cáo sơ kết 6 tháng đầu năm 2022.")))
    return tuple(blocks)


def sample(form: str = "dang-36", **changes: object) -> Paper:
    """A report in a form; `changes` are fields of the paper, or of its head as `head__…`."""
    head = PaperHead(
        issuers=(ISSUERS[form],),
        type_code="BC",
        type_name="BÁO CÁO",
        subject=SUBJECT,
        place="Định Hóa",
        year=2022,
        number=12,
        dated=date(2022, 7, 5),
    )
    of_head = {key[6:]: value for key, value in changes.items() if key.startswith("head__")}
    of_paper = {key: value for key, value in changes.items() if not key.startswith("head__")}
    paper = Paper(
        form=form,
        head=replace(head, **of_head),
        blocks=body(),
        signatures=(SIGNERS[form],),
        recipients=Recipients(
            ("Thường trực Huyện uỷ", "Các tổ chức thành viên"), ARCHIVES.get(form, "CT")
        ),
    )
    return replace(paper, **of_paper)


def with_annexes(paper: Paper, lines: int = 5) -> Paper:
    """The paper with a portrait and a landscape annex."""
    note = Paragraph(runs("Ghi chú: “–” là không báo cáo."), style=ParagraphStyle.NOTE)
    annexes = (
        Annex("Biểu tổng hợp kết quả", (figure_table(lines), note)),
        Annex("Kết quả theo từng tổ chức", (figure_table(lines),), landscape=True),
    )
    return replace(paper, blocks=(*paper.blocks, *annexes))


def joint(signers: int, *, witness: bool = False) -> Paper:
    """A joint program: the command leads, the others are organisations."""
    lead = replace(SIGNERS["bqp"], party=("Ban CHQS huyện",), name="Bên Chủ Trì")
    others = tuple(
        replace(SIGNERS["doan-the"], party=(f"Hội thứ {number}",), name=f"Bên Thứ {number}")
        for number in range(2, signers + 1)
    )
    witnesses = ()
    if witness:
        witnesses = (
            Signature(
                "party",
                "Trưởng Ban",
                "Bên Chứng Kiến",
                party=("Ban Dân vận",),
                role=SignerRole.WITNESS,
            ),
        )
    bases = Bases(("Căn cứ Luật Quốc phòng", "Căn cứ chức năng của các bên"))
    return sample(
        "bqp",
        head__type_code="CTrPH",
        head__type_name="CHƯƠNG TRÌNH",
        blocks=(bases, *body(2)),
        signatures=(lead, *others, *witnesses),
    )
