"""Pure: the tier ladder with hysteresis, dwell and cool-down."""
