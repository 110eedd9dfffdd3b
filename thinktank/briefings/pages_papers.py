# SPDX-License-Identifier: MIT
"""Doors of the documents of briefings."""

from thinktank.briefings.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = tuple(routes.pages(PAPERS))
