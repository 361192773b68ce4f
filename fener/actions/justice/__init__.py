"""What is done in the justice room: fact sheets kept, qualifications reviewed, recommendations followed up."""
