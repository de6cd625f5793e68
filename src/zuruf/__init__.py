"""Zuruf: a self-hosted response desk."""

__version__ = "0.1.0"
