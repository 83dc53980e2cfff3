"""Announcements: written, sent, watched and taken back."""
