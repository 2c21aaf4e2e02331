"""Speed, memory and delivery of this machine, always against a yardstick measured in the same run."""
