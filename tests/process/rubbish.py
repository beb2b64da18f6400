"""What nobody should send: ids, values, bodies and headers."""

NO_IDS = (
    "%00",
    "%ED%A0%80",
    "%FF",
    "x" * 5_000,
    "9" * 400,
    "-1",
    "%2e%2e%2f",
    "%F0%9F%90%89",
    "1%3Bdrop",
    "%20",
    "null",
)
"""Ids that nothing has, as they stand in an address."""

NO_VALUES = (
    *(
        b'"\\u0000"',
        b'"\\ud800"',
        b'"\\ud83d\\udc09"',
        b'"' + b"x" * 70_000 + b'"',
        b'""',
        b'" "',
        b'"\\r\\n"',
        b'"NaN"',
    ),
    *(b"-1", b"1e400", b"-0.0", b"9" * 400, b"9223372036854775808", b"2147483648", b"0.1", b"true", b"null"),
    *(b"[]", b"{}", b"[null]", b"[[]]", b'[{"id": null}]', b'{"": null}', b"[" * 90 + b"]" * 90),
)
"""JSON that hardly any field takes; the third is a character of two surrogates, which is one that texts may have."""

_JSON = {"Content-Type": "application/json"}

NO_BODIES: tuple[tuple[bytes, dict[str, str]], ...] = (
    *((body, _JSON) for body in (b"", b"{", b"[]", b"null", b"NaN", b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}")),
    *((body, _JSON) for body in (b'{"a":' * 100_000, b"[" * 200_000, b'{"a":' * 3_000 + b"1" + b"}" * 3_000)),
    *((b'{"name": "' + b"x" * size + b'"}', _JSON) for size in (66_000, 300_000, 3_000_000)),
    *((b"{}", {"Content-Type": kind}) for kind in ("text/plain", "application/json; charset=klingon", "/;;=, ")),
    *((body, {"Content-Type": "application/x-www-form-urlencoded"}) for body in (b"", b"name=x", b"&=" * 2_000)),
    *(
        (b"--x\r\n", {"Content-Type": f"multipart/form-data{bound}"})
        for bound in ("", "; boundary=x", "; boundary=" + "x" * 200)
    ),
    *((b"{}", {**_JSON, "Idempotency-Key": key}) for key in ("", "é", "x" * 65, "'; --", '"', "%00")),
    (b"{}", {}),
    (b"\x1f\x8b\x00", {**_JSON, "Content-Encoding": "gzip"}),
    (b"{}", {**_JSON, "Accept": "application/xml"}),
    (b"{}", {**_JSON, "Cookie": "sessionid=\xff; csrftoken=x"}),
    (b"{}", {**_JSON, "X-CSRFToken": "é"}),
    (b"{}", {**_JSON, "X-HTTP-Method-Override": "DELETE"}),
)
"""Bytes and headers where a JSON object is awaited: broken, deep, large, of another kind, under odd keys and names."""
