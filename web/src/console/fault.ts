// A fault of the rules as the service words it: "FILE:LINE CODE message". Pure.

export interface RuleFault { file: string; line: number | null; code: string; message: string }

/** Taken apart; what is worded otherwise is a message without a place. */
export function readFault(told: string): RuleFault {
  const found = /^(\S.*?):(\d+) ([A-Z]\d+)(?: \(warning\))? (.*)$/s.exec(told);
  if (!found) return { file: "", line: null, code: "", message: told };
  const [, file, line, code, message] = found;
  return { file: file!, line: Number(line), code: code!, message: message! };
}

/** A pack's line of /readyz with its hash cut to what people compare. */
export function shortHash(detail: string): string {
  return detail.replace(/\b([0-9a-f]{12})[0-9a-f]{4,}\b/g, "$1");
}
