"""Every table and record under its reader's own rights: lists, one record and where it comes from, a search."""
