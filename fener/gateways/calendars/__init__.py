"""Calendars for any calendar program (iCalendar, RFC 5545): days of visits and interviews, and days their reports are due."""

from fener.gateways.calendars.days import CalendarDay, write_calendar

__all__ = ["CalendarDay", "write_calendar"]
