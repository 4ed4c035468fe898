"""What belongs to the organisation of this request; what does not is not there."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan, editable_sections
from pinzhang.domain.parties.selectors import is_signer, may_sign_for
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.portals.enterprise.access import EnterpriseRequest


def own_application(request: EnterpriseRequest, pk: int) -> Application:
    """Return an application of the organisation.

    :raises Http404: there is none of this number, or it is somebody else's.
    """
    found = (
        in_scope(request, Application.objects.filter(applicant=request.organisation, pk=pk))
        .select_related("case__authority", "round__edition", "round__authority", "applicant", "subject", "signed_by")
        .defer("round__edition__content")
        .first()
    )
    if found is None:
        raise Http404
    return found


def in_scope(request: EnterpriseRequest, applications: QuerySet[Application]) -> QuerySet[Application]:
    """Leave out what a delegate was not asked to work on."""
    held = request.delegation
    if held is None or not held.programmes:
        return applications
    return applications.filter(round__edition__code__in=held.programmes)


def document_of(application: Application) -> Edition:
    """Return the regulation an application was made under."""
    return edition_document(application.round.edition)


def present_stage(application: Application) -> Stage:
    """Return the stage in which an application stands, or ended."""
    return application_plan(application).stage(application.case.stage)


def is_draft(application: Application) -> bool:
    """Tell whether an application is still, or again, being filled in."""
    return not application.case.outcome and present_stage(application).kind == "submission"


def is_declaring(application: Application) -> bool:
    """Tell whether the applicant's self-declaration is due."""
    case = application.case
    return not case.outcome and not case.waiting and present_stage(application).kind == "declaration"


def is_supplementing(application: Application) -> bool:
    """Tell whether a later stage asks the applicant to fill in something."""
    if application.case.waiting or is_draft(application) or is_declaring(application):
        return False
    return bool(editable_sections(application))


def signs_for(request: EnterpriseRequest) -> bool:
    """Tell whether the person at the screen is the authorised signer of the organisation."""
    return is_signer(request.user, request.organisation)


def may_sign(request: EnterpriseRequest, application: Application) -> bool:
    """Tell whether the person at the screen may submit and declare an application: the signer, or by delegation."""
    programme = application.round.edition.code
    return may_sign_for(request.user, request.organisation, programme=programme, on=timezone.localdate())
