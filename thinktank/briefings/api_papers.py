# SPDX-License-Identifier: MIT
"""Doors of the documents of briefings for programs."""

from thinktank.briefings.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = tuple(routes.api(PAPERS))
