"""The watch group: audits of records drawn by lot, findings, and what agencies answered."""
