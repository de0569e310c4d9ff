"""The signed papers of a program, often several bilateral ones; who signed for whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.models import Person, StoredFile
from coordination.models.base import NameField, Rule, tracked
from programs.models.programs import FROZEN, Party, Program


@tracked
class SignedPaper(models.Model):
    """One paper of a program that stands for several: its own number, parties, day and scan.

    A program with a single paper has none of these rows: its number and scan are the program's.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="papers")
    number = NameField(_("number"), max_length=120)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    scan = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("scan of the signed original"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    rules = (FROZEN,)

    class Meta:
        verbose_name = _("signed paper")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["program", "number"],
                name="programs_paper_number_is_unique_in_its_program",
                violation_error_message=_("Another paper of this program has this number."),
            )
        ]

    def __str__(self) -> str:
        return self.number


@tracked
class PaperParty(models.Model):
    """A party that signs a paper."""

    paper = models.ForeignKey(SignedPaper, models.CASCADE, related_name="paper_parties")
    party = models.ForeignKey(Party, models.PROTECT, related_name="papers")

    rules = (FROZEN,)

    class Meta:
        verbose_name = _("party of a paper")
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "party"], name="programs_party_signs_a_paper_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}: {self.party_id}"


@tracked
class Signature(models.Model):
    """Who signed a program for a party, in which office; of several papers, which one.

    `title` and `rank` are those of the day of signing, as the paper has them.
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="signatures", verbose_name=_("signatory")
    )
    paper = models.ForeignKey(
        SignedPaper,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("signed paper"),
    )
    title = NameField(_("title when signing"), blank=True)
    rank = NameField(_("rank when signing"), max_length=60, blank=True)

    rules = (
        FROZEN,
        Rule(
            "programs_signatory_held_a_position_on_the_day",
            _("This person held no position in the organisation on the day of signing."),
        ),
    )

    class Meta:
        verbose_name = _("signature")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "person", "paper"],
                nulls_distinct=False,
                name="programs_signature_is_given_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.person_id}"
