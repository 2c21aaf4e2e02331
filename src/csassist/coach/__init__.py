"""Pure: review a draft of the agent."""
