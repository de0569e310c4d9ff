"""The text of a program: sections, content areas with their commitments, as once reviewed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.models import Membership
from coordination.models.base import NameField, TextField, tracked
from programs.models.indicators import Area
from programs.models.programs import FROZEN, Party, Program


class SectionCode(models.TextChoices):
    """Parts of a program beside its content areas (official-documents, section 5.2)."""

    BASES = "bases", _("bases")
    PURPOSE = "purpose", _("purpose")
    REQUIREMENTS = "requirements", _("requirements")
    METHODS = "methods", _("methods and forms of coordination")
    COMMON_DUTIES = "common_duties", _("common responsibilities")
    ORGANIZATION = "organization", _("organisation of work")


@tracked
class ProgramSection(models.Model):
    """A part of a program's text; paragraphs are lines."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="sections")
    code = models.CharField(_("section"), max_length=20, choices=SectionCode)
    text = TextField(_("text"), blank=True)

    rules = (FROZEN,)

    class Meta:
        verbose_name = _("section of a program")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "code"], name="programs_section_stands_once_in_a_program"
            ),
            models.CheckConstraint(
                condition=Q(code__in=SectionCode.values), name="programs_section_code_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


@tracked
class ContentArea(models.Model):
    """A content area (nội dung phối hợp) of a program, in its own words and order.

    `area` is the field of the catalogue to which it belongs, where it belongs to one.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="content_areas")
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("field of the catalogue"),
    )
    title = NameField(_("title"), max_length=600)
    text = TextField(_("text"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    rules = (FROZEN,)

    class Meta:
        verbose_name = _("content area of a program")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title


@tracked
class Commitment(models.Model):
    """Something that the parties undertake in a content area: who leads, who joins, by when."""

    content_area = models.ForeignKey(ContentArea, models.PROTECT, related_name="commitments")
    text = TextField(_("commitment"))
    lead = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments_led",
        verbose_name=_("who leads"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_text = NameField(
        _("due, in words"),
        max_length=120,
        blank=True,
        help_text=_("Where there is no single day: every quarter, before Tet."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    rules = (FROZEN,)

    class Meta:
        verbose_name = _("commitment")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="programs_commitment_says_something",
                violation_error_message=_("Write what is undertaken."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


@tracked
class CommitmentPartner(models.Model):
    """A party that joins in a commitment which another one leads."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="partners")
    party = models.ForeignKey(Party, models.PROTECT, related_name="commitments_joined")

    rules = (FROZEN,)

    class Meta:
        verbose_name = _("partner in a commitment")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "party"], name="programs_commitment_partner_joins_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.party_id}"


class ReviewedText(models.Model):
    """The whole text as it was laid before the parties in a round. Rows are only ever added.

    `content` is what `programs.text.snapshot` makes: anchors and their texts, in order.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="reviewed_texts")
    round = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    content = models.JSONField()

    class Meta:
        verbose_name = _("text as reviewed")
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "round"], name="programs_reviewed_text_is_kept_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.program_id} {self.round}"
