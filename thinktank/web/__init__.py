# SPDX-License-Identifier: MIT
"""The rendering kit: templates, forms, errors, security. It knows the kernel and nothing else.

How the composition root wires it::

    Litestar(
        route_handlers=[serve_asset, *controllers, lost],
        middleware=[Locale(), <identity's authentication>, Csrf(secret), Idempotency()],
        before_send=[headers(secure=True)],
        guards=[guard],
        exception_handlers=HANDLERS,
        on_startup=[require_access],
        request_max_body_size=25_000_000,
    )
"""
