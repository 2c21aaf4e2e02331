"""csassist: a service that sits beside a live customer chat and tells the agent how hot it is and what to say."""

__version__ = "0.1.0"
