"""LINE's rules for messages and rich menus, reported with LINE's own property paths."""
