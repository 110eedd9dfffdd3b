# SPDX-License-Identifier: MIT
"""The door of the notice of a posting; the appraisal form has its own."""

from thinktank.papers import routes
from thinktank.postings.papers import NOTICE

CONTROLLERS = tuple(routes.pages([NOTICE]))
