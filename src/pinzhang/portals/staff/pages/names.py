"""Names that editions give: stages, sectors, tiers, routes; never their keys."""

from django.urls import reverse

from pinzhang.domain.applications.models import Application
from pinzhang.domain.programmes.models import ProgrammeEdition, Round
from pinzhang.domain.programmes.selectors import edition_document
from pinzhang.engine.packs.schema.base import Words
from pinzhang.engine.packs.schema.stages import Stage


def stage_in(edition: ProgrammeEdition, key: str) -> Stage:
    """Return a stage of an edition by its key."""
    return next(stage for stage in edition_document(edition).stages if stage.key == key)


def stage_of(application: Application) -> Stage:
    """Return the stage in which an application stands, or ended."""
    return stage_in(application.round.edition, application.case.stage)


def sector_name(application: Application) -> str:
    """Return the name of the sector of an application; nothing where its programme has none."""
    names = {sector.key: sector.name.zh for sector in edition_document(application.round.edition).programme.sectors}
    return names.get(application.sector, "")


def route_name(application: Application) -> str:
    """Return the way by which an application came."""
    routes = edition_document(application.round.edition).programme.routes
    return next(route.name.zh for route in routes if route.key == application.route)


def tier_names(round_: Round) -> dict[str, Words]:
    """Return the names of the tiers of a round's edition, by key and in their order."""
    return {tier.key: tier.name for tier in edition_document(round_.edition).outcomes.tiers}


def clause_url(edition: ProgrammeEdition, anchor: str) -> str:
    """Return where the public page of a programme prints a rule or a stage."""
    return f"{reverse('public:programme', args=[edition.code])}#{anchor}"
