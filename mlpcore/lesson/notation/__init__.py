"""How everything is written: symbols, numbers and words, in the letters of each book."""
