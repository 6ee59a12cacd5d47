"""What is said of an answer: right, rounded, or the slip that explains it; hints before it."""
