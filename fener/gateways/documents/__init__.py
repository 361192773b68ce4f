"""Reports as PDF, DOCX and HTML, tables as XLSX and CSV."""
