"""What is asked before a page is published, and what is remembered of the answer."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256

from wagtail.admin.utils import get_valid_next_url_from_request, set_query_params
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision, WorkflowState
from wagtail.workflows import publish_workflow_state

from site_core.readiness.findings import Finding, findings_of

PUBLISH_ANYWAY = "site_core.publish_anyway"

confirmed: ContextVar[list[Finding] | None] = ContextVar("confirmed", default=None)


class NotReadyError(Exception):
    """Stops an approval that would publish a page about which something is to be asked first."""


@contextmanager
def publishing_anyway(findings: list[Finding]):
    """Within this block nothing is asked: somebody has read these findings and decided."""
    token = confirmed.set(findings)
    try:
        yield
    finally:
        confirmed.reset(token)


def open_findings(page) -> list[Finding]:
    """What stops a page, and what somebody should be asked about it: not again what readers already have."""
    findings = findings_of(page)
    if all(finding.is_hard for finding in findings):
        return findings
    known = known_keys(page)
    return [finding for finding in findings if finding.is_hard or finding.key not in known]


def known_keys(page) -> set[str]:
    """The findings that stand in the public version of a page, or that it was published in spite of."""
    entries = PageLogEntry.objects.filter(page_id=page.pk, action=PUBLISH_ANYWAY).values_list("data", flat=True)
    overridden = {finding["key"] for data in entries for finding in data.get("findings", [])}
    public = type(page).objects.filter(pk=page.pk, live=True).first()
    return overridden | ({finding.key for finding in findings_of(public)} if public else set())


def digest(findings: Iterable[Finding]) -> str:
    """What a confirmation carries, so that nobody agrees to what they were not shown."""
    return sha256("\n".join(sorted(finding.key for finding in findings)).encode()).hexdigest()


def log_override(page, revision: Revision | None, user, findings: list[Finding]) -> None:
    if findings:
        data = {"findings": [{"key": finding.key, "message": str(finding.message)} for finding in findings]}
        log(instance=page, action=PUBLISH_ANYWAY, user=user, revision=revision, data=data)


def publish_when_ready(workflow_state: WorkflowState, user=None) -> None:
    """Takes the place of Wagtail's last step of every workflow; its transaction undoes an approval that is stopped."""
    page = workflow_state.content_object.specific
    findings = confirmed.get()
    # A workflow without a task publishes when it is submitted, by a form that has stopped what is hard.
    if findings is None and workflow_state.current_task_state:
        latest = page.get_latest_revision_as_object()
        if open_findings(latest):
            raise NotReadyError
    log_override(page, page.get_latest_revision(), user, findings or [])
    publish_workflow_state(workflow_state, user=user)


def with_next(request, address: str) -> str:
    next_url = get_valid_next_url_from_request(request)
    return set_query_params(address, {"next": next_url}) if next_url else address


def comment_key(task_state_id: int) -> str:
    """Where a reviewer's words wait while they are asked."""
    return f"approval-comment-{task_state_id}"


def messages_of(data: dict) -> Iterator[str]:
    for finding in data.get("findings", []):
        yield str(finding.get("message", ""))
