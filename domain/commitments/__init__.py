"""What was promised, asked and reviewed: pledges, connection requests, regional reviews, review forums."""
