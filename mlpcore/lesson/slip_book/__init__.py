"""The slips: lines that are easily written and wrong, by where they happen.

`slip` says what a slip is and shows it to be wrong, `catalogue` holds all of them, `bug_lab`
switches one on, and `marked_walk` is the walkthrough of what then follows.
"""
