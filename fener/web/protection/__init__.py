"""The caseworker's desk: cases, what was shared, referrals both ways."""
