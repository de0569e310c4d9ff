"""What parties say about a program: comments pinned to its text, and reviews after signing."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.models import Membership
from coordination.models.base import TextField, tracked
from programs.models.programs import Party, Program


@tracked
class ReviewComment(models.Model):
    """A remark of a party on a place of the draft; answered and resolved by the Board.

    `anchor` names the place as `programs.text` does (`section:purpose`, `area:12`, `party:3`,
    `targets`); empty: the program as a whole.
    """

    party = models.ForeignKey(Party, models.PROTECT, related_name="comments")
    round = models.PositiveSmallIntegerField()
    anchor = models.CharField(max_length=60, blank=True)
    text = TextField(_("comment"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    answer = TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("comment on a program")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="programs_comment_says_something",
                violation_error_message=_("Write the comment first."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="programs_comment_answer_has_time_and_actor",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="programs_comment_resolution_has_time_and_actor",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Advice(models.TextChoices):
    """What a review after signing says; it changes nothing by itself."""

    KEEP = "keep", _("keep as it is")
    AMEND = "amend", _("amend")
    TERMINATE = "terminate", _("terminate")


@tracked
class ReviewRequest(models.Model):
    """The Board asks the parties of a signed program to review it again by a day."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="review_requests")
    until = models.DateField(_("to answer by"))
    note = TextField(_("what it is about"), blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("request for a review")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.program_id} {self.until:%d/%m/%Y}"


@tracked
class StandingReview(models.Model):
    """A party's dated review of a signed program, at any time; it waits for the Board's clerk."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="standing_reviews")
    request = models.ForeignKey(
        ReviewRequest, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    advice = models.CharField(_("advice"), max_length=10, choices=Advice)
    comment = TextField(_("comment"), blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    handling = TextField(_("what the Board did about it"), blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("review of a signed program")
        ordering = ["-reviewed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(advice__in=Advice.values),
                name="programs_standing_review_advice_is_known",
            ),
            models.CheckConstraint(
                condition=Q(advice="keep") | ~Q(comment=""),
                name="programs_standing_review_says_why",
                violation_error_message=_("Say what should be amended, or why to terminate."),
            ),
            models.CheckConstraint(
                condition=Q(handled_at=None, handled_by=None)
                | Q(handled_at__isnull=False, handled_by__isnull=False),
                name="programs_standing_review_handling_has_time_and_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.get_advice_display()}"
