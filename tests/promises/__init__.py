"""What the service promises, P1 to P22, each with the test that would fail if it were not kept."""
