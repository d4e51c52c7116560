"""Serving more than one person: who may ask and change what, and what those who run the server see of it."""
