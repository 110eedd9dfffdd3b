# SPDX-License-Identifier: MIT
"""Doors of the documents of a round."""

from reviews.conduct.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.pages(PAPERS)
