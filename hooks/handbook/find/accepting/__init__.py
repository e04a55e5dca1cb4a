"""An offer accepted: which gap it is for, where it goes, and what must not change."""
