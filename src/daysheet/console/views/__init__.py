"""The screens, one module each: a view takes a visitor and returns a page."""
