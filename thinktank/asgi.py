# SPDX-License-Identifier: MIT
"""What the server imports."""

from thinktank.app import create_app

app = create_app()
