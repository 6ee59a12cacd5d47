"""What goes wrong around a program, and that nothing is lost: `docs/faults.md` lists it."""
