# SPDX-License-Identifier: MIT
"""Doors of the documents of scoring for programs."""

from reviews.scoring.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.api(PAPERS)
