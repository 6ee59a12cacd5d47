"""The slips: lines that are easily written and wrong, by where they happen.

`slip` says what a slip is, `catalogue` holds all of them, `refutation` shows one to be wrong.
"""
