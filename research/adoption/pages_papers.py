# SPDX-License-Identifier: MIT
"""Doors of the documents of adoption."""

from research.adoption.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.pages(PAPERS)
