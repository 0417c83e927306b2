"""The headers of the API as its reference documents them."""

from typing import Any

from gateway.request_headers import IfMatch

TAG = '(W/)?"[!#-~]*"'
ASKED: dict[str, dict[str, Any]] = {
    "Idempotency-Key": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!#-~]+$"},
        "description": "本次请求的唯一编号，重复只生效一次 · unique; repeated, it takes effect once",
        "required": True,
    },
    "If-Match": {
        "schema": {"type": "string", "pattern": rf"^(\*|{TAG}( *, *{TAG})*)$"},
        "description": "地址中最后一个编号所指记录的 ETag · the ETag of the record that the last id of the path names",
    },
    "Sanji-After": {
        "schema": {"type": "string", "pattern": "^[a-z_]{1,40}:[A-Za-z0-9_-]{1,64}:[0-9]{1,18}$"},
        "description": "等这些写入（Sanji-Position）生效后再答 · answer once these writes took effect",
    },
}
ANSWERED: dict[str, dict[str, Any]] = {
    "Sanji-Position": {
        "schema": {"type": "string"},
        "description": "本次写入的位置，可用于 Sanji-After · where this write stands, for Sanji-After",
    },
    "ETag": {"schema": {"type": "string"}, "description": "记录的版本 · the record's version"},
    "X-Correlation-ID": {
        "schema": {"type": "string"},
        "description": "本次请求的编号 · names this request in the logs",
    },
}


def request_parameters(method: str, if_match: IfMatch) -> list[dict[str, Any]]:
    """List the header parameters of an operation."""
    names = ["Sanji-After"] + ["Idempotency-Key"] * (method == "POST")
    listed = [{"in": "header", "name": name} | ASKED[name] for name in names]
    if if_match is not IfMatch.IGNORED:
        required = {"required": if_match is IfMatch.REQUIRED}
        listed.append({"in": "header", "name": "If-Match"} | ASKED["If-Match"] | required)
    return listed


def names_of(method: str) -> list[str]:
    """Return the headers of an operation's response."""
    return ["ETag", "X-Correlation-ID"] if method == "GET" else ["ETag", "Sanji-Position", "X-Correlation-ID"]
