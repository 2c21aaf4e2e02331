"""Faults made on purpose: lines that break, servers that die, disks that forget, a checker of what happened."""
