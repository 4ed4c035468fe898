"""The API as one object: its schema, and how it answers what it cannot do."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from pinzhang.domain.core.refusals import Refusal
from pinzhang.portals.api import problems
from pinzhang.portals.api.links import with_links

VERSION = "1"
DESCRIPTION = """Everything the portals do, over HTTP.

Every document begins with `"schema": 1`; what is not known is absent, never null. Decimals of facts and verdicts are
texts, days are ISO days, instants carry their zone. Every POST carries an `Idempotency-Key`. Lists come in pages: send
`next` back as `after`. A refusal is a problem (RFC 9457) with the name of the refusal, its sentence, its reasons and
what is wrong with which field."""
FILE = {"type": "string", "format": "binary"}
PROBLEMS = {
    "400": "The request cannot be read",
    "401": "There is no living token",
    "403": "The token lacks the scope",
    "404": "There is no such object for this caller",
    "409": "Somebody else changed the object meanwhile",
    "422": "The domain refuses, and nothing has changed",
    "429": "Too many requests in this minute",
}


class PinzhangAPI(NinjaAPI):
    """Ninja, with problems as answers and a schema that says so."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """Return the OpenAPI 3.1 document of this API."""
        document = super().get_openapi_schema(**given)
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"] |= {code: _problem(text) for code, text in PROBLEMS.items()}
                if not operation["responses"][200].get("content"):  # the bytes of a file
                    operation["responses"][200]["content"] = {"application/octet-stream": {"schema": FILE}}
                operation["responses"] = {str(code): answer for code, answer in operation["responses"].items()}
        schemas = document["components"]["schemas"]
        schemas["Problem"] = problems.Problem.model_json_schema(mode="serialization")
        for each in schemas.values():
            if "schema" in each.get("properties", {}):
                each["required"] = sorted({"schema", *each.get("required", ())})
        with_links(document)
        return document


def _problem(text: str) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": text, "content": content}


def make_api() -> PinzhangAPI:
    """Return the API without operations; every refusal is answered as a problem."""
    api = PinzhangAPI(
        title="Pinzhang",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        openapi_url=None,
        urls_namespace="operations",
    )
    api.add_exception_handler(Refusal, problems.on_refusal)
    api.add_exception_handler(Http404, problems.on_not_there)
    unreadable = (ValidationError, HttpError, RequestDataTooBig, TooManyFilesSent, MultiPartParserError)
    for error in unreadable:
        api.add_exception_handler(error, problems.on_bad_request)
    api.add_exception_handler(AuthenticationError, problems.on_not_there)
    return api
