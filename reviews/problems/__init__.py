# SPDX-License-Identifier: MIT
"""The ledger of problems (问题台账) across projects: found, measures set, mended, closed out."""
