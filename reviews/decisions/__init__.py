# SPDX-License-Identifier: MIT
"""Deciding on a round together: staging, conditions, letters, appeals."""
