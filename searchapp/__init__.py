"""A full-text search service for Arabic news archives. ARCHITECTURE.md says where each thing goes."""

__version__ = "0.1.0"
