"""Protection cases, consents, referrals, urgent requests, harm, the safe door. Behind the wall: see docs/house.md."""
