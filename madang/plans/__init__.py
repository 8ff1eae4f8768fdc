"""Action plans: commitments, milestones, and what the portals measured."""
