"""A published practice in the forms that other programs read: reference managers, search engines, spreadsheets."""
