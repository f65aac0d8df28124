"""Japan's national holidays, from `jpholiday`, imported only where a rule asks: it takes some 50 ms."""

from datetime import date


def is_holiday(day: date) -> bool:
    """Tell whether a day is a national holiday, substitute and bridge days included."""
    import jpholiday

    return bool(jpholiday.is_holiday(day))
