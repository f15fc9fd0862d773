"""An agency's endpoint on loopback: it keeps what it is sent and checks every signature by itself."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time

SECRET = "whsec_" + base64.b64encode(b"a secret of an invented agency, 1").decode()
TOLERANCE_S = 300


def is_signed(headers, body: bytes, now: float) -> bool:
    """Whether Standard Webhooks would accept the delivery."""
    identity, sent_at = headers["webhook-id"], headers["webhook-timestamp"]
    if not identity or not sent_at or abs(now - int(sent_at)) > TOLERANCE_S:
        return False
    signed = f"{identity}.{sent_at}.".encode() + body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(expected, each) for each in (headers["webhook-signature"] or "").split())


class Agency:
    """Listens while the `with` block does."""

    def __enter__(self):
        deliveries = self.deliveries = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                signed = is_signed(self.headers, body, time.time())
                deliveries.append({"id": self.headers["webhook-id"], "signed": signed, "body": json.loads(body)})
                self.send_response(204 if signed else 401)
                self.end_headers()

            def log_message(self, *_):
                """The journey's own lines are enough."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/otklik"

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
