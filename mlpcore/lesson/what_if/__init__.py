"""What follows when a quantity is not what it should be: from a slip, or from own code."""
