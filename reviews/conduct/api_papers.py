# SPDX-License-Identifier: MIT
"""Doors of the documents of a round for programs."""

from reviews.conduct.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.api(PAPERS)
