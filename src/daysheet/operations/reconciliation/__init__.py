"""Our figures beside the vendor's: differences by their cause, what may stand, and closed months."""
