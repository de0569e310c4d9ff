"""What stable codes of moves say to a reader; apps above register theirs.

Codes are stored for ever (`Event.code`); only the wording here may change.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EVENTS: dict[str, str | Promise] = {
    "user.code_issued": gettext_lazy("gave out a one-time code"),
    "user.password_reset": gettext_lazy("chose a new password with a one-time code"),
    "user.password_changed": gettext_lazy("changed the password"),
    "user.activated": gettext_lazy("let the user sign in again"),
    "user.deactivated": gettext_lazy("deactivated the user"),
    "reorganisation.carried_out": gettext_lazy("carried out the reorganisation"),
    "reorganisation.undone": gettext_lazy("undid the reorganisation"),
    "user.unlocked": gettext_lazy("unlocked the user after wrong passwords"),
    "person.merged": gettext_lazy("merged two entries of this person into one"),
    "committee.set_up": gettext_lazy("set up the committee by a decision"),
    "committee.renewed": gettext_lazy("renewed the seats by a decision"),
    "committee.ended": gettext_lazy("ended the committee by a decision"),
}

SOURCES: dict[str, str | Promise] = {
    "web": gettext_lazy("on the web page"),
    "load_case": gettext_lazy("while loading a case file"),
    "worker": gettext_lazy("by the background worker"),
    "sql": gettext_lazy("directly in the database"),
}


def register(events: dict[str, str | Promise]) -> None:
    """Add the wording of an app's codes: a predicate without its subject ("sent the sheet")."""
    EVENTS.update(events)


def event_label(code: str) -> str:
    """What a move is called; an unknown code stands for itself, so that nothing is hidden."""
    return str(EVENTS.get(code, code))


def source_label(source: str) -> str:
    """Where a change came from, when nobody was signed in."""
    if source.startswith("command:"):
        return _("by the command %(name)s") % {"name": source.partition(":")[2]}
    return str(SOURCES.get(source, source))
