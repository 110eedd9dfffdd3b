# SPDX-License-Identifier: MIT
"""Rows for tests: plain functions, explicit defaults, no randomness."""
