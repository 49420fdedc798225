"""What a reviewer asks for, said where the writer works."""

from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import WorkflowState


def tell_what_is_asked_for(request, page):
    """Wagtail shows the comment two clicks away, in the details of the status panel."""
    state = page.current_workflow_state
    if request.method != "GET" or not state or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return
    task = state.current_task_state.specific
    reviewer = get_user_display_name(task.finished_by) if task.finished_by else _("The reviewer")
    comment = task.get_comment()
    if comment:
        sentence = _("%(reviewer)s asks for changes: “%(comment)s”") % {"reviewer": reviewer, "comment": comment}
    else:
        sentence = _("%(reviewer)s asks for changes.") % {"reviewer": reviewer}
    messages.warning(request, sentence)
