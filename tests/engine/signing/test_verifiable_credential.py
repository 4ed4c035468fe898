import json
from dataclasses import replace

from pinzhang.engine.signing import cose
from pinzhang.engine.signing.claims import MarkClaims
from pinzhang.engine.signing.verifiable_credential import as_verifiable_credential, sign_verifiable_credential
from tests.engine.signing.cast import ABALONE, CONFERRED, ISSUER, OFFICE, RING


def exported(claims):
    return as_verifiable_credential(claims, issuer=ISSUER, base=ISSUER + "/")


def test_a_mark_is_exported_as_the_data_model_writes_it():
    document = exported(ABALONE)
    status = document.pop("credentialStatus")

    assert document == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            {"@vocab": f"{ISSUER}/ns/mark#", "schema": "https://schema.org/"},
        ],
        "id": f"{ISSUER}/m/QY2025-0417",
        "type": ["VerifiableCredential", "QualityMarkCredential"],
        "issuer": {"id": ISSUER, "name": "示例市市场监督管理局"},
        "validFrom": "2025-05-10T01:30:00Z",
        "validUntil": "2028-05-09T16:00:00Z",
        "credentialSubject": {
            "id": f"{ISSUER}/01/06901234567892/21/000123",
            "type": "QualityMark",
            "number": "QY2025-0417",
            "kind": "product",
            "title": "青岛优品",
            "programme": "370200-qingdao/premium-brand",
            "tier": "产品品牌",
            "gtin": "06901234567892",
            "serial": "000123",
            "name": "即食鲍鱼罐头（清汤，180 g）",
            "standard": "Q/QXHC 003—2025",
            "conferredOn": "2025-05-10",
            "schema:hasGS1DigitalLink": f"{ISSUER}/01/06901234567892/21/000123",
            "holder": {"name": "青岛栖汐海产食品有限公司", "creditCode": "91370200264574251E"},
        },
    }
    assert len(status.pop("statusMessage")) == 16
    assert status == {
        "id": f"{ISSUER}/status/3#417",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "message",
        "statusListIndex": "417",
        "statusListCredential": f"{ISSUER}/status/3",
        "statusSize": 4,
        "statusReference": f"{ISSUER}/status/states",
    }


def test_the_messages_name_the_states_by_their_numbers():
    messages = exported(ABALONE)["credentialStatus"]["statusMessage"]

    assert messages[:6] == [
        {"status": "0x0", "message": "active"},
        {"status": "0x1", "message": "suspended"},
        {"status": "0x2", "message": "revoked"},
        {"status": "0x3", "message": "surrendered"},
        {"status": "0x4", "message": "expired"},
        {"status": "0x5", "message": "superseded"},
    ]
    assert {message["message"] for message in messages[6:]} == {"reserved"}


def test_what_a_mark_does_not_have_is_absent():
    firm = MarkClaims(number="QY1", kind="enterprise", issued_at=CONFERRED)

    assert exported(firm) == {
        "@context": exported(ABALONE)["@context"],
        "id": f"{ISSUER}/m/QY1",
        "type": ["VerifiableCredential", "QualityMarkCredential"],
        "issuer": ISSUER,
        "validFrom": "2025-05-10T01:30:00Z",
        "credentialSubject": {"id": f"{ISSUER}/m/QY1", "type": "QualityMark", "number": "QY1", "kind": "enterprise"},
    }


def test_a_mark_that_names_no_list_is_in_list_zero():
    status = exported(replace(ABALONE, status_list=None))["credentialStatus"]

    assert status["statusListCredential"] == f"{ISSUER}/status/0"


def test_the_signed_export_is_an_envelope_around_the_same_document():
    document = exported(ABALONE)
    envelope = cose.read(sign_verifiable_credential(document, OFFICE))

    assert (envelope.content_type, json.loads(envelope.payload)) == ("application/vc", document)
    assert envelope.signed_by(RING.keys).kid == OFFICE.kid
