"""One search interface; embedded backend; Korean analysis."""
