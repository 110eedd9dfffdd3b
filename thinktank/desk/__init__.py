# SPDX-License-Identifier: MIT
"""The workbench: what waits for whom."""
