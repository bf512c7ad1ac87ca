"""An argument on pages: claims, theorems in words, the board, and all of it for machines."""
