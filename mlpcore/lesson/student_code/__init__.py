"""What a student wrote, judged: a backward pass, a δ, an activation."""
