"""What belongs to the organisation of this request; what does not is not there."""

from django.http import Http404

from pinzhang.domain.applications.models import Application
from pinzhang.domain.applications.selectors import application_plan, editable_sections
from pinzhang.domain.parties.selectors import is_signer
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema import Edition
from pinzhang.engine.packs.schema.stages import Stage
from pinzhang.portals.enterprise.access import EnterpriseRequest


def own_application(request: EnterpriseRequest, pk: int) -> Application:
    """Return an application of the organisation.

    :raises Http404: there is none of this number, or it is somebody else's.
    """
    found = (
        Application.objects.filter(applicant=request.organisation, pk=pk)
        .select_related("case__authority", "round__edition", "round__authority", "applicant", "subject", "signed_by")
        .defer("round__edition__content")
        .first()
    )
    if found is None:
        raise Http404
    return found


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
