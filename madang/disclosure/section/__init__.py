"""An agency's own disclosure section: its information list (the Act, art. 8), its promises, what it published."""
