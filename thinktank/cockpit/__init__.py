# SPDX-License-Identifier: MIT
"""The department cockpit."""
