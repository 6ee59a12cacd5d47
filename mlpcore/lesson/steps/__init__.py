"""The steps of a pass as data: one trace holds every number, one step shows each quantity."""
