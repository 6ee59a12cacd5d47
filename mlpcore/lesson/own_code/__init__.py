"""A student's own backward pass: called so that nothing can break, then judged."""
