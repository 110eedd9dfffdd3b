# SPDX-License-Identifier: MIT
"""Doors of the documents of grants."""

from research.grants.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.pages(PAPERS)
