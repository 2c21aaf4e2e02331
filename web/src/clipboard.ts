// Copying text, also where the clipboard API is closed (plain http, framed pages without the permission).

/** True when the text is on the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const before = document.activeElement as HTMLElement | null;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  try {
    return document.execCommand("copy"); // deprecated, and still the only way without the permission
  } catch {
    return false;
  } finally {
    area.remove();
    before?.focus();
  }
}
