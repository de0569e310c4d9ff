"""Papers that are drafted, issued with a number, and then never change."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.models import Membership, Organization, Position
from coordination.models.base import NameField, TextField, tracked
from reports.models.conferences import Conference


class DocumentKind(models.TextChoices):
    """Kinds of papers; the paper's own wording is in reports.forms."""

    REVIEW_REPORT = "review_report", _("review report")


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("issued")
    REPLACED = "replaced", _("replaced")


# What an issued paper still may do: be marked as replaced by a later one.
_FROZEN = pgtrigger.Trigger(
    name="issued_is_frozen",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    condition=pgtrigger.Q(old__state__in=["issued", "replaced"]),
    func="""
        IF TG_OP = 'UPDATE'
           AND OLD.state = 'issued' AND NEW.state = 'replaced'
           AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'an issued paper cannot be changed or deleted'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'reports_document_issued_is_frozen';
    """,
)


@tracked
class Document(models.Model):
    """A paper: drafted from live figures, then issued as a frozen tree with number and hash."""

    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    conference = models.ForeignKey(
        Conference, models.PROTECT, related_name="documents", verbose_name=_("conference")
    )
    issuer = models.ForeignKey(
        Organization, models.PROTECT, related_name="documents", verbose_name=_("issuer")
    )
    signer = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signer"),
    )
    place = NameField(pgettext_lazy("paper", "place"), max_length=120, blank=True)
    recipients = TextField(
        _("recipients"), blank=True, help_text=_("One per line, without the dash.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DocumentState, default=DocumentState.DRAFT
    )
    dated_on = models.DateField(_("date of the paper"), null=True, blank=True)
    register = models.CharField(max_length=60, blank=True, editable=False)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    number_text = NameField(_("number and symbol"), max_length=80, blank=True)
    tree = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, editable=False, related_name="+"
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = [F("dated_on").desc(nulls_first=True), "-pk"]
        triggers = [_FROZEN]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "register", "number"],
                condition=Q(number__isnull=False),
                name="reports_document_number_is_given_once",
                violation_error_message=_("This number is taken."),
            ),
            models.CheckConstraint(
                condition=Q(
                    state="draft",
                    number=None,
                    tree=None,
                    sha256="",
                    issued_at=None,
                    issued_by=None,
                )
                | Q(
                    state__in=["issued", "replaced"],
                    number__isnull=False,
                    dated_on__isnull=False,
                    tree__isnull=False,
                    sha256__regex="^[0-9a-f]{64}$",
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                ),
                name="reports_document_issued_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.number_text or f"{self.get_kind_display()} ({self.get_state_display()})"


@tracked
class DocumentSection(models.Model):
    """What the office wrote itself into a section of a draft; issuing copies it to the tree."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="sections")
    code = models.CharField(max_length=30)
    text = TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("section of a paper")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "code"], name="reports_section_is_written_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class RenderingState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")


class Rendering(models.Model):
    """A file made from a tree: named by the tree's hash, so none is rendered twice."""

    tree_sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=4, default="pdf")
    tree = models.JSONField()
    state = models.CharField(max_length=6, choices=RenderingState, default=RenderingState.QUEUED)
    file = models.FileField(upload_to="papers/%Y/%m", blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    error = TextField(blank=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("rendering")
        triggers = [
            pgtrigger.Protect(
                name="done_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="done"),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["tree_sha256", "format"], name="reports_tree_is_rendered_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(file="") & ~Q(file_sha256="")),
                name="reports_rendering_done_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tree_sha256[:12]} {self.state}"
