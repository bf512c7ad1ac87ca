"""Chapters in JupyterLab: opened as notebooks, saved as they were written."""

from bookkit.lab.chapters import Chapters

__all__ = ["Chapters"]
