# SPDX-License-Identifier: MIT
"""Doors of the documents of decisions for programs."""

from reviews.decisions.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.api(PAPERS)
