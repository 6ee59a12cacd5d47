"""Worksheets to compute by hand: one round of I-V with friendly numbers, and a complete key.

`make` has `worksheet` and `worksheets`; as a command, `mlpcore worksheets --seed 7 --students 30
--out sheets` writes a sheet and a key for each student.
"""
