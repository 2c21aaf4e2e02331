"""The record on PostgreSQL: connections, transactions and schema; jobs and questions are those of the room above."""
