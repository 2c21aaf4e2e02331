// One short sentence about what just happened; it goes by itself.
import { ref } from "vue";

const STAYS_MS = 3500;
export const toast = ref("");
let timer: ReturnType<typeof setTimeout> | undefined;

export function say(text: string): void {
  toast.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => { toast.value = ""; }, STAYS_MS);
}
