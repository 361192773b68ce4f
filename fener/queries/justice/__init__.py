"""What the justice room asks: fact sheets, their measured facts, the law books, how far recommendations got."""
