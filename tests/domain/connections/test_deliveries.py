import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pinzhang.domain.cases.services.correspondence import send_message
from pinzhang.domain.connections.models import WebhookDelivery, WebhookEndpoint
from pinzhang.domain.connections.refusals import CannotSubscribe
from pinzhang.domain.connections.services.deliveries import add_endpoint, end_endpoint, secret_of
from pinzhang.domain.core.models import Job
from pinzhang.domain.core.services import jobs
from tests.factories import AT, make_enterprise, make_officer, make_round, make_signer, make_user
from tests.factories.flow import signer_of, submitted

pytestmark = pytest.mark.django_db

SENT = ("cases.message.sent",)
LATER = AT + timedelta(minutes=1)


class _Receiver(BaseHTTPRequestHandler):
    statuses, got = [], []

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((dict(self.headers), content))
        self.send_response(type(self).statuses.pop(0) if type(self).statuses else 200)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def url():
    _Receiver.statuses, _Receiver.got = [], []
    server = HTTPServer(("127.0.0.1", 0), _Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def application():
    return submitted(make_round())


def added(application, url, names=SENT, by=None):
    lin = by or signer_of(application.applicant)
    return add_endpoint(holder=application.applicant, url=url, names=names, by=lin, at=AT)


def said(application, at=LATER):
    lin = signer_of(application.applicant)
    send_message(case=application.case, text="机密内容", from_office=False, by=lin, at=at)


def work(at=LATER):
    while jobs.run_due(at=at):
        pass


def test_an_event_is_told_once_signed_and_with_ids_only(application, url):
    endpoint = added(application, url)
    work(AT)
    said(application)

    work()

    ((headers, content),) = _Receiver.got
    told = json.loads(content)
    assert told["name"] == "cases.message.sent"
    assert told["object"] == {"kind": "case", "id": application.case_id}
    assert set(told) == {"schema", "event", "name", "at", "object"}
    seconds, _, code = headers["Pinzhang-Signature"].partition(",")
    signed = seconds.removeprefix("t=").encode() + b"." + content
    assert code == "v1=" + hmac.new(secret_of(endpoint).encode(), signed, hashlib.sha256).hexdigest()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 1, 200)


def test_what_is_not_taken_is_tried_again_with_growing_pauses(application, url):
    added(application, url)
    said(application)
    _Receiver.statuses = [500, 503]

    work()
    work(LATER + timedelta(seconds=9))
    assert len(_Receiver.got) == 1
    work(LATER + timedelta(seconds=11))
    work(LATER + timedelta(minutes=5))

    assert len(_Receiver.got) == 3
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.problem) == ("delivered", 3, "")


def test_what_is_never_taken_is_given_up_and_says_so(application, url):
    added(application, url)
    said(application)
    _Receiver.statuses = [410] * jobs.MOST_ATTEMPTS

    for hour in range(jobs.MOST_ATTEMPTS + 2):
        work(LATER + timedelta(hours=hour))

    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.status) == ("failed", jobs.MOST_ATTEMPTS, 410)
    assert delivery.problem == "对方没有接收，状态码 410"
    assert len(_Receiver.got) == jobs.MOST_ATTEMPTS


def test_others_and_events_not_chosen_are_not_told(application, url):
    stranger = make_enterprise()
    add_endpoint(holder=stranger, url=url, names=SENT, by=make_signer(stranger), at=AT)
    added(application, url, names=("marks.mark.revoked",))
    said(application)

    work()

    assert not WebhookDelivery.objects.exists()
    assert _Receiver.got == []


def test_the_authority_is_told_of_what_it_handles(application, url):
    authority = application.case.authority
    add_endpoint(holder=authority, url=url, names=SENT, by=make_officer(authority), at=AT)
    said(application)

    work()

    assert len(_Receiver.got) == 1


def test_an_address_that_has_ended_is_told_nothing_more(application, url):
    endpoint = added(application, url)
    said(application)
    end_endpoint(endpoint=endpoint, by=signer_of(application.applicant), at=LATER)

    work()

    assert _Receiver.got == []
    assert not Job.objects.filter(state=Job.FAILED).exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"names": ()}, "请选择要推送的事件。"),
        ({"names": ("review.marks.submitted",)}, "请选择要推送的事件。"),
        ({"url": "ftp://example.cn"}, "这不是一个可以推送的网址。"),
        ({"by": None}, "只有授权签署人或主管机关经办可以登记推送地址。"),
    ],
)
def test_an_endpoint_that_may_not_be_is_not_entered(application, url, changed, sentence):
    given = {"holder": application.applicant, "url": url, "names": SENT, "by": signer_of(application.applicant)}
    given |= {name: value if value is not None else make_user("路人") for name, value in changed.items()}

    with pytest.raises(CannotSubscribe) as refusal:
        add_endpoint(**given, at=AT)

    assert str(refusal.value) == sentence
    assert not WebhookEndpoint.objects.exists()


def test_a_holder_has_ten_endpoints_at_most(application, url):
    for _ in range(10):
        added(application, url)

    with pytest.raises(CannotSubscribe):
        added(application, url)

    assert WebhookEndpoint.objects.count() == 10
