# SPDX-License-Identifier: MIT
"""What outcomes offer to capabilities below: who reads the files of what hangs on them."""

from __future__ import annotations

from research.outcomes import queries_indicators

FILE_READERS = {queries_indicators.FILES: queries_indicators.may_read_file}
