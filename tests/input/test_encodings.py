"""A compressed body is refused with 415 wherever it is sent, and so is one that only says that it is compressed."""

import gzip

from customers.models import Usage
from imaging.agents import create_agent
from imaging.models import Instance, Report
from tests.input.sending import JSON, WORKSPACE, Sender
from tests.state import nothing_moves

FORM = "Content-Type: multipart/form-data; boundary=b"
IMAGES = 'Content-Type: multipart/related; type="application/dicom"; boundary=b'
BODY = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--b--\r\n'
CODINGS = ("gzip", "br", "identity, gzip", "x", "GZIP")


def test_a_form_with_a_report(sender: Sender) -> None:
    path = f"{sender.path}/dicom-studies/1.2.3/reports"
    with nothing_moves():
        for coding in CODINGS:
            for send in (sender.send, sender.send_chunked):
                refused = send("POST", path, gzip.compress(BODY), sender.key, FORM, f"Content-Encoding: {coding}")
                error = refused.json["error"]
                assert (refused.status, error["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
                assert error["details"]["supported"] == ["identity"]
                assert refused.header("Accept-Encoding") == "identity"
    assert Report.objects.count() == 0


def test_images(sender: Sender) -> None:
    token = f"Authorization: Bearer {create_agent(customer=sender.customer, name='CT').token}"
    for coding in CODINGS:
        for send in (sender.send, sender.send_chunked):
            headers = (token, IMAGES, f"Content-Encoding: {coding}")
            refused = send("POST", "/dicomweb/studies", gzip.compress(BODY), *headers)
            assert (refused.status, refused.header("Accept-Encoding")) == (415, "identity")
            assert refused.body == b"The body must not be compressed.\n"
    assert Instance.objects.count() == 0
    assert not Usage.objects.filter(customer=sender.customer, storage_bytes__gt=0).exists()


def test_json_in_chunks_and_a_message_of_mcp(sender: Sender) -> None:
    key = f"X-API-Key: {sender.workspace_key}"
    with nothing_moves():
        for coding in CODINGS:
            said = f"Content-Encoding: {coding}"
            refused = sender.send_chunked("POST", f"{WORKSPACE}/mcp/generate/research", b"{}", key, JSON, said)
            assert (refused.status, refused.json["error"]["code"]) == (415, "unsupported_media_type")
            refused = sender.send_chunked("POST", "/mcp", b"{}", key, JSON, said)
            assert (refused.status, refused.header("Accept-Encoding")) == (415, "identity")
