# SPDX-License-Identifier: MIT
"""Doors of the documents of adoption for programs."""

from research.adoption.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = routes.api(PAPERS)
