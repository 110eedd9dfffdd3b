# SPDX-License-Identifier: MIT
"""The bank: admission, membership, profile, growth record."""
