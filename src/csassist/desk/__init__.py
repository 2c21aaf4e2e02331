"""What happens at a service desk: receive, clock, feedback, draft, lanes, access."""
