"""Councils, committees, juries and other bodies: members, duties, meetings, sortition."""
