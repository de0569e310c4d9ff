"""Coordination programs and their like: what was agreed, by whom, for how long."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from coordination.models import (
    Membership,
    Organization,
    SteeringCommittee,
    StoredFile,
    Unit,
)
from coordination.models.base import (
    Dated,
    NameField,
    Rule,
    TextField,
    normalized,
    tracked,
    tracked_link,
)
from coordination.sql import Fold, every_word, search_index
from programs.models.indicators import Indicator

FROZEN = Rule(
    "programs_signed_program_is_frozen",
    _("This program is signed: its text and figures are changed by a signed amendment only."),
)


class ProgramKind(models.TextChoices):
    COORDINATION_PROGRAM = "coordination_program", _("coordination program")
    REGULATION = "regulation", _("coordination regulation")
    JOINT_RESOLUTION = "joint_resolution", _("joint resolution")
    ANNUAL_PLAN = "annual_plan", _("annual plan")


class ProgramState(models.TextChoices):
    """Stored states; in force, ended and replaced follow from dates and successors."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    SIGNED = "signed", _("signed")
    CANCELLED = "cancelled", _("cancelled")
    TERMINATED = "terminated", _("terminated")


class ProgramQuerySet(models.QuerySet):
    def signed(self):
        """Programs that were signed, whether or not they still run."""
        return self.filter(state__in=(ProgramState.SIGNED, ProgramState.TERMINATED))

    def in_force(self, on: dt.date):
        """Signed programs whose term holds the day `on` and which were not terminated before."""
        return self.filter(
            Q(state=ProgramState.SIGNED) | Q(state=ProgramState.TERMINATED, terminated_on__gte=on),
            Q(term_to=None) | Q(term_to__gte=on),
            Q(term_from=None) | Q(term_from__lte=on),
        )

    def with_replaced(self, on: dt.date):
        """Annotate `is_replaced`: a signed successor took this program's place by the day `on`.

        It does from the beginning of its own term.
        """
        successors = Program.objects.signed().filter(
            Q(term_from=None) | Q(term_from__lte=on), replaces=OuterRef("pk")
        )
        return self.annotate(is_replaced=Exists(successors))

    def search(self, words: str):
        """Programs whose title or number contains the words, accents ignored."""
        return self.alias(folded_title=Fold("title"), folded_number=Fold("number")).filter(
            every_word(words, "folded_title", "folded_number")
        )


@tracked(by_acts=True)
class Program(models.Model):
    """An agreement with a term: a program, regulation, joint resolution or annual plan.

    `begun_with` is the key of the form with which it was begun: sent twice, it begins one program.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=ProgramKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="programs", verbose_name=_("unit"))
    committee = models.ForeignKey(
        SteeringCommittee,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="programs",
        verbose_name=_("steering committee"),
    )
    title = NameField(_("title"), max_length=600)
    number = NameField(_("number"), max_length=120, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ProgramState, default=ProgramState.DRAFT
    )
    review_round = models.PositiveSmallIntegerField(default=0, editable=False)
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
    term_from = models.DateField(_("term from"), null=True, blank=True)
    term_to = models.DateField(_("term to"), null=True, blank=True)
    terminated_on = models.DateField(
        _("terminated on"),
        null=True,
        blank=True,
        help_text=_("The last day on which it holds."),
    )
    terminated_reason = TextField(_("reason of the termination"), blank=True)
    reports_from = models.DateField(
        _("reports here from"),
        null=True,
        blank=True,
        help_text=_(
            "Periods that end before this day can be filled in; nobody is chased for them."
        ),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="annual_plans",
        verbose_name=_("annual plan of"),
    )
    replaces = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    indicators = models.ManyToManyField(
        Indicator, through="ProgramIndicator", related_name="programs", verbose_name=_("indicators")
    )
    is_loaded = models.BooleanField(default=False, editable=False)
    begun_with = models.UUIDField(null=True, editable=False)

    objects = ProgramQuerySet.as_manager()

    rules = (
        FROZEN,
        Rule(
            "programs_program_plan_lies_within_its_program",
            _("An annual plan lies within the term of its program."),
        ),
    )

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = [F("term_from").desc(nulls_last=True), "-pk"]
        indexes = [
            models.Index(F("term_from").desc(nulls_last=True), F("id").desc(), name="program_list"),
            search_index("program_title_words", "title"),
            search_index("program_number_words", "number"),  # searched as one with the title
        ]
        constraints = [
            normalized("title"),
            models.CheckConstraint(
                condition=Q(state__in=ProgramState.values), name="programs_program_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(term_from=None) | Q(term_to=None) | Q(term_to__gte=F("term_from")),
                name="programs_program_term_ends_after_it_begins",
                violation_error_message=_("The term ends before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "terminated"])
                | Q(signed_on__isnull=False)
                | Q(is_loaded=True),
                name="programs_program_signed_has_its_date",
                violation_error_message=_("A signed program has the day on which it was signed."),
            ),
            models.CheckConstraint(
                condition=(Q(terminated_on=None, terminated_reason="") & ~Q(state="terminated"))
                | (Q(state="terminated", terminated_on__isnull=False) & ~Q(terminated_reason=""))
                | Q(state="terminated", terminated_on=None, is_loaded=True),
                name="programs_program_terminated_says_when_and_why",
                violation_error_message=_("A terminated program says since when and why."),
            ),
            models.CheckConstraint(
                condition=Q(terminated_on=None)
                | Q(term_from=None)
                | Q(terminated_on__gte=F("term_from")),
                name="programs_program_terminated_after_it_begins",
                violation_error_message=_("The program would be terminated before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(kind="annual_plan", parent__isnull=False) | Q(parent=None),
                name="programs_program_only_annual_plans_have_a_parent",
                violation_error_message=_("Only an annual plan belongs to another program."),
            ),
            models.UniqueConstraint(
                fields=["begun_with"],
                name="programs_program_is_begun_once_by_a_form",
                violation_error_message=_("This form was sent already; the draft is there."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends_on(self) -> dt.date | None:
        """The last day on which it holds: the term's, or an earlier one; None is open."""
        return min((day for day in (self.term_to, self.terminated_on) if day), default=None)

    def reporting_parties(self):
        """Lead and partners: those who report (witnesses do not), in the order of signing."""
        return self.parties.exclude(role=PartyRole.WITNESS)


class PartyRole(models.TextChoices):
    LEAD = "lead", _("lead")
    PARTNER = "partner", _("partner")
    WITNESS = "witness", _("witness")


@tracked(by_acts=True)
class Party(Dated):
    """An organisation that is a party to a program (for the whole term when undated)."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="parties")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="parties", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=10, choices=PartyRole)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    duties = TextField(_("responsibilities"), blank=True)

    rules = (
        FROZEN,
        Rule(
            "programs_program_has_at_most_twelve_parties",
            _("A program has at most 12 parties; take one out first."),
        ),
    )

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["order", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(role__in=PartyRole.values), name="programs_party_role_is_known"
            ),
            models.UniqueConstraint(
                fields=["program", "organization"],
                name="programs_party_takes_part_once",
                violation_error_message=_("This organisation is already a party."),
            ),
            models.UniqueConstraint(
                fields=["program"],
                condition=Q(role="lead"),
                name="programs_program_has_one_lead",
                violation_error_message=_("The program already has a lead party."),
            ),
        ]

    def __str__(self) -> str:
        name = getattr(self, "current_short_name", None) or self.organization_id
        return f"{name} ({self.get_role_display()})"


class Verdict(models.TextChoices):
    APPROVED = "approved", _("approved")
    SENT_BACK = "sent_back", _("sent back")


@tracked
class Review(models.Model):
    """A party's verdict on a draft in one round of review, given here or on paper."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    comment = TextField(_("comment"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    on_paper = models.DateField(_("given on paper on"), null=True, blank=True)
    scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("review of a program")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "round"], name="programs_review_is_given_once_a_round"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="sent_back") | ~Q(comment=""),
                name="programs_review_sending_back_has_a_comment",
                violation_error_message=_("Say what has to be changed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.round}: {self.verdict}"


@tracked_link(by_acts=True)
class ProgramReplacement(Program.replaces.through):
    """A program that another one replaces."""

    class Meta:
        proxy = True
