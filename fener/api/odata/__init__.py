"""Approved answers as OData v4, for Excel, Power BI and statistics packages."""
