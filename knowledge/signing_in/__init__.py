"""How people show who they are: passwords, sessions, and forms that nobody else can send in their name."""
