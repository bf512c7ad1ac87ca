"""The library's reference, and links between theorems and code, both ways."""
