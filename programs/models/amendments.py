"""Amendments: small signed papers that change a program in force from a day on.

Nothing is copied as a whole. A change says which place it replaces; what the program says on a day
is its own text with the changes of the signed amendments in force until then (`programs.text`).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.models import Membership, Organization, StoredFile
from coordination.models.base import NameField, Rule, TextField, tracked
from programs.models.base import WithFigures
from programs.models.indicators import Indicator
from programs.models.programs import Party, PartyRole, Program, Verdict
from programs.models.texts import Commitment, ContentArea, SectionCode

FROZEN_AMENDMENT = Rule(
    "programs_signed_amendment_is_frozen",
    _("This amendment is signed; only another amendment changes the program again."),
)


class AmendmentState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    SIGNED = "signed", _("signed")
    CANCELLED = "cancelled", _("cancelled")


@tracked
class Amendment(models.Model):
    """A signed change to a signed program, in force from its own day."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="amendments")
    number = NameField(_("number"), max_length=120, blank=True)
    reason = TextField(_("reason"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AmendmentState, default=AmendmentState.DRAFT
    )
    review_round = models.PositiveSmallIntegerField(default=0, editable=False)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_at = NameField(_("signed at"), max_length=200, blank=True)
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("scan of the signed original"),
    )

    rules = (FROZEN_AMENDMENT,)

    class Meta:
        verbose_name = _("amendment")
        ordering = ["effective_from", "signed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AmendmentState.values),
                name="programs_amendment_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(signed_on__isnull=False, effective_from__isnull=False),
                name="programs_amendment_signed_has_its_dates",
                violation_error_message=_(
                    "A signed amendment has the day of its signing and the day from which it holds."
                ),
            ),
        ]

    def __str__(self) -> str:
        day = f"{self.effective_from:%d/%m/%Y}" if self.effective_from else "…"
        return self.number or str(_("from %(date)s") % {"date": day})


class ChangeKind(models.TextChoices):
    """What an amendment can replace, add or end."""

    SECTION = "section", _("section")
    AREA = "area", _("content area")
    COMMITMENT = "commitment", _("commitment")
    NEW_COMMITMENT = "new_commitment", _("new commitment")
    DUTIES = "duties", _("responsibilities of a party")
    PARTY_JOINS = "party_joins", _("party joins")
    PARTY_LEAVES = "party_leaves", _("party leaves")
    TARGET = "target", _("target")


# Which column names the place of each kind of change; all others stay empty.
PLACES = {
    ChangeKind.SECTION: ("section",),
    ChangeKind.AREA: ("content_area",),
    ChangeKind.COMMITMENT: ("commitment",),
    ChangeKind.NEW_COMMITMENT: ("content_area",),
    ChangeKind.DUTIES: ("party",),
    ChangeKind.PARTY_JOINS: ("organization", "party_role"),
    ChangeKind.PARTY_LEAVES: ("party",),
    ChangeKind.TARGET: ("party", "indicator"),
}
_COLUMNS = (
    "section",
    "content_area",
    "commitment",
    "party",
    "organization",
    "party_role",
    "indicator",
)


def _names_its_place() -> Q:
    """Each kind of change names just the places that belong to it."""
    found = Q(pk=None)
    for kind, places in PLACES.items():
        nulls = {f"{name}__isnull": name not in places for name in _COLUMNS}
        found |= Q(kind=kind.value, **nulls)
    return found


@tracked
class AmendmentChange(WithFigures):
    """One change of an amendment: the place, and the new text or figures (empty: taken out)."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="changes")
    kind = models.CharField(_("what changes"), max_length=20, choices=ChangeKind)
    section = models.CharField(  # noqa: DJ001 - null where the change is of something else
        _("section"), max_length=20, choices=SectionCode, null=True, blank=True
    )
    content_area = models.ForeignKey(
        ContentArea, models.PROTECT, null=True, blank=True, related_name="+"
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+"
    )
    party_role = models.CharField(  # noqa: DJ001 - null where the change is of something else
        _("role"), max_length=10, choices=PartyRole, null=True, blank=True
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="+"
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, help_text=_("Empty: the whole term.")
    )
    text = TextField(_("new text"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    rules = (FROZEN_AMENDMENT,)

    class Meta:
        verbose_name = _("change by an amendment")
        ordering = ["order", "pk"]
        constraints = [
            *WithFigures.Meta.constraints,
            models.CheckConstraint(
                condition=_names_its_place(), name="programs_change_names_its_place"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@tracked
class AmendmentReview(models.Model):
    """A party's verdict on an amendment in one round, given here or on paper."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="reviews")
    party = models.ForeignKey(Party, models.PROTECT, related_name="amendment_reviews")
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    comment = TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    on_paper = models.DateField(_("given on paper on"), null=True, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("review of an amendment")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "party", "round"],
                name="programs_amendment_review_is_given_once_a_round",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="sent_back") | ~Q(comment=""),
                name="programs_amendment_review_sending_back_has_a_comment",
                violation_error_message=_("Say what has to be changed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id} {self.party_id}: {self.verdict}"


@tracked
class AmendmentSignature(models.Model):
    """Who signed an amendment for a party."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="amendment_signatures")
    person = models.ForeignKey(
        "coordination.Person",
        models.PROTECT,
        related_name="amendment_signatures",
        verbose_name=_("signatory"),
    )
    title = NameField(_("title when signing"), max_length=300, blank=True)
    rank = NameField(_("rank when signing"), max_length=60, blank=True)

    rules = (
        FROZEN_AMENDMENT,
        Rule(
            "programs_amendment_signatory_held_a_position_on_the_day",
            _("This person held no position in the organisation on the day of signing."),
        ),
    )

    class Meta:
        verbose_name = _("signature of an amendment")
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "party", "person"],
                name="programs_amendment_signature_is_given_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.amendment_id}: {self.person_id}"
