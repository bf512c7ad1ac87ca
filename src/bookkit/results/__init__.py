"""What a cell prints: numbers, tables, proved identities, simulations beside their formulas."""
