"""What tests share: oracles, networks to walk through, rules for notebooks."""
