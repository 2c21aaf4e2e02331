// Which feeling a person is shown. Below the first degrees an unhappy leaning of the words is no feeling to act on.
import type { Reading } from "./wire";

const FAINT = 5; // degrees: what nobody would call heat; the measured feeling stays in the data

/** The emotion of a reading as people see it: 平静 while an unhappy one carries no heat. */
export function shownEmotion(reading: Pick<Reading, "degrees" | "emotion">): Reading["emotion"] {
  return reading.degrees < FAINT && reading.emotion !== "satisfied" ? "neutral" : reading.emotion;
}
