"""What is kept: Django models with scoped managers, one room each."""
