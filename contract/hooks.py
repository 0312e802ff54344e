"""What a stranger's generator of requests is told about this API, beside its OpenAPI document.

Every call that is understood is answered with status 200, so whether a caller was let in is in the
body. Two checks that the generator cannot know: nothing succeeds without a valid key, and a refusal
has a code that the gateway explains.
"""

import json
import os
import urllib.request

import schemathesis

KEY = os.environ["WIREPHOTO_KEY"]
CODES = {
    row["code"]
    for row in json.load(
        urllib.request.urlopen(os.environ["WIREPHOTO_URL"] + "/codes.json", timeout=30)
    )["answers"]
}


def body_of(response):
    if response.status_code != 200:
        return None
    try:
        return json.loads(response.content)
    except ValueError:
        return None


@schemathesis.check
def nobody_succeeds_without_a_key(ctx, response, case):
    """A call without the right key is refused, whatever it says."""
    headers = {name.lower(): value for name, value in response.request.headers.items()}
    if headers.get("x-api-key") == KEY:
        return
    body = body_of(response)
    if isinstance(body, dict) and body.get("status") != "Failure":
        raise AssertionError(f"let in without a key: {body}")


@schemathesis.check
def a_refusal_has_an_explained_code(ctx, response, case):
    """Each code of a refusal has its page."""
    body = body_of(response)
    if isinstance(body, dict) and body.get("status") == "Failure":
        if body.get("error-code") not in CODES:
            raise AssertionError(f"not explained: {body}")
