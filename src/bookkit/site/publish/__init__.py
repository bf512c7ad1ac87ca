"""What leaves the house: addresses that stay, and chapters as notebooks."""
