"""Compression of pages, only where nobody else can have the browser ask for one and read its secrets off its length.

Who compresses a secret beside what an attacker chose tells of it by the length of the answer (BREACH). So a page is
sent compressed to its own site and to who typed the address, as browsers say by `Sec-Fetch-Site`; a browser that does
not say so, and one that another site sends here, get it as it is. Each form's token is another one besides.
"""

import gzip

from flask import Response, request

LEAST = 1000
"""Bytes from which on compressing saves a packet."""
ASKED_HERE = frozenset({"same-origin", "none"})


def compress_page(response: Response) -> None:
    """Compress a page for a browser that takes it so and was not sent here by another site."""
    if response.mimetype != "text/html" or response.direct_passthrough:
        return
    response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    is_asked_here = request.headers.get("Sec-Fetch-Site") in ASKED_HERE
    if is_asked_here and takes_gzip() and len(content := response.get_data()) >= LEAST:
        response.set_data(gzip.compress(content, mtime=0))
        response.headers["Content-Encoding"] = "gzip"


def takes_gzip() -> bool:
    """Return whether the browser takes what is compressed."""
    return request.accept_encodings.quality("gzip") > 0
