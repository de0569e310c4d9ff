"""Writing dates the way official papers do, whatever the language of the screen."""

import datetime as dt


def heading_date(date: dt.date) -> str:
    """The date in the heading of a paper: "ngày 05 tháng 02 năm 2026", "ngày 29 tháng 7 năm 2022".

    Days below ten and the first two months take a zero, so that no digit can be put before them.
    """
    return f"ngày {date.day:02} tháng {_official_month(date)} năm {date.year}"


def short_date(date: dt.date) -> str:
    """The date in running text: "29/7/2022", "05/02/2026"."""
    return f"{date.day:02}/{_official_month(date)}/{date.year}"


def _official_month(date: dt.date) -> str:
    return f"{date.month:02}" if date.month < 3 else str(date.month)
