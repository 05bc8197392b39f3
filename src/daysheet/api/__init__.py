"""The door for programs: HTTP under `/v1`. It translates and checks access; what to do is decided in operations."""
