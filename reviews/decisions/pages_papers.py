# SPDX-License-Identifier: MIT
"""Doors of the documents of decisions."""

from reviews.decisions.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.pages(PAPERS)
