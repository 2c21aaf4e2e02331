// Mounts a component as a page would, and takes it away again.
import { createApp, h, nextTick, reactive, type Component } from "vue";

export async function mount(component: Component, props: Record<string, unknown>) {
  const root = document.createElement("div");
  document.body.append(root);
  const held = reactive(props);
  const app = createApp({ render: () => h(component, { ...held }) });
  app.mount(root);
  await nextTick();
  const find = (id: string): HTMLElement => root.querySelector<HTMLElement>(`[data-testid="${id}"]`)!;
  const findAll = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
  return { root, props: held, find, findAll, close: () => { app.unmount(); root.remove(); } };
}
