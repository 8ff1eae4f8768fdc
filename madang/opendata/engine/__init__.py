"""Questions to published tables, quickly and safely: structured filters, bound values, a time limit. No Django."""
