// Full jitter: a wait drawn evenly from 0 … min(cap, base·2ⁿ), so that a restarted server is not met by a crowd at once.
const BASE_MS = 500;
const CAP_MS = 20_000;

/** Milliseconds before attempt `attempt` (0 = the first retry). `draw` gives 0 ≤ x < 1. */
export function backoffMs(attempt: number, draw: () => number = Math.random): number {
  return Math.round(draw() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16)));
}
