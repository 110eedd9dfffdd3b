# SPDX-License-Identifier: MIT
"""Doors of the documents of grants for programs."""

from research.grants.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.api(PAPERS)
