"""All SQL of Daysheet, and the PostgreSQL that it starts for itself when nobody gave it one."""
