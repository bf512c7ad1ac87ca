"""What every page shares: templates, style, scripts, typefaces, and the picture that stands for it."""
