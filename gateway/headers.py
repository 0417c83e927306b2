"""The headers of the API as its reference documents them."""

from typing import Any

ASKED: dict[str, dict[str, Any]] = {
    "Idempotency-Key": {
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!#-~]+$"},
        "description": "本次请求的唯一编号，重复只生效一次 · unique; repeated, it takes effect once",
        "required": True,
    },
    "If-Match": {
        "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
        "description": "读取记录时得到的 ETag · the ETag that reading the record gave",
        "required": True,
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


def asked(method: str, *, versioned: bool) -> list[dict[str, Any]]:
    """This function will list the header parameters of an operation."""
    names = ["Sanji-After"] + ["Idempotency-Key"] * (method == "POST") + ["If-Match"] * versioned
    return [{"in": "header", "name": name} | ASKED[name] for name in names]


def names_of(method: str) -> list[str]:
    """This function will name the headers of an operation's answer."""
    return ["ETag", "X-Correlation-ID"] if method == "GET" else ["ETag", "Sanji-Position", "X-Correlation-ID"]
