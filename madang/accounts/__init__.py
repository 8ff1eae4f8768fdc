"""People, organisations, dated roles, sign-in, private audit of sign-ins and looks."""
