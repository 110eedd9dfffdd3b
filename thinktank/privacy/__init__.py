# SPDX-License-Identifier: MIT
"""Personal information: one's own data, corrections, requests, who looked, and how long it is kept."""
