// The STAR card as the service gives it (GET and PATCH /v1/conversations/{id}/star).

export type StarField = "situation" | "task" | "action" | "result";
export const FIELDS: readonly StarField[] = ["situation", "task", "action", "result"];
/** Their words on the page. */
export const LABEL = { situation: "star.s", task: "star.t", action: "star.a", result: "star.r" } as const;

export interface Star {
  situation: string;
  task: string;
  action: string;
  result: string;
  responsibility: string;
  why: string;
  next_step: string;
  /** field -> who wrote it over, and when; what is not named is drawn from the conversation. */
  edited: Record<string, { by: string; role: string; at: string }>;
}

/** What to send: only what was changed; emptied = drawn from the conversation again. */
export function changes(star: Star, text: Record<StarField, string>): Partial<Record<StarField, string | null>> {
  return Object.fromEntries(FIELDS.filter((field) => text[field].trim() !== star[field]).map((field) => [field, text[field].trim() || null]));
}

/** Who wrote over it, each once. */
export function editors(star: Star): string[] {
  return [...new Set(Object.values(star.edited).map((edit) => edit.by))];
}
