"""Training that can be watched: tasks, runs, settings, and runs with a slip switched on."""
