# SPDX-License-Identifier: MIT
"""The floor everything stands on: no domain, no HTTP."""
