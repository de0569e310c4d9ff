"""From a frozen tree to a file: asked for by a page, made by the worker, never made twice."""

import datetime as dt
import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from reports import tree_json
from reports.blocks import BlockError, Paper
from reports.models import Rendering, RenderingState
from reports.renderers.pdf import RenderError, render_pdf


def ask_for(paper: Paper, *, at: dt.datetime) -> Rendering:
    """The rendering of this paper: the one that exists, or a new one in the worker's queue.

    One that failed is queued again: a font may have been installed meanwhile.
    """
    from reports.jobs import render_paper

    digest = tree_json.sha256(paper)
    with transaction.atomic():
        rendering, is_new = Rendering.objects.select_for_update().get_or_create(
            tree_sha256=digest,
            format="pdf",
            defaults={"tree": tree_json.dump(paper), "asked_at": at},
        )
        if rendering.state == RenderingState.FAILED:
            rendering.state, rendering.error, rendering.asked_at = RenderingState.QUEUED, "", at
            rendering.save()
            is_new = True
        if is_new:
            render_paper.defer(rendering_id=rendering.pk)
    return rendering


def of_tree(digest: str) -> Rendering | None:
    """The rendering of the tree with this hash, in whatever state it is."""
    return Rendering.objects.defer("tree").filter(tree_sha256=digest, format="pdf").first()


def render(rendering_id: int, *, at: dt.datetime) -> None:
    """Render the queued tree and keep the file with its hash; a fault is kept as a sentence."""
    rendering = Rendering.objects.get(pk=rendering_id)
    if rendering.state == RenderingState.DONE:
        return
    rendering.finished_at = at
    try:
        content = render_pdf(tree_json.load(rendering.tree))
    except (RenderError, BlockError, ValueError) as error:
        rendering.state, rendering.error = RenderingState.FAILED, str(error)
    except Exception:
        rendering.state = RenderingState.FAILED
        rendering.error = _("The paper could not be rendered; tell the administrator.")
        rendering.save()
        raise
    else:
        rendering.state = RenderingState.DONE
        rendering.file_sha256 = hashlib.sha256(content).hexdigest()
        rendering.file.save(f"{rendering.tree_sha256[:16]}.pdf", ContentFile(content), save=False)
    rendering.save()
