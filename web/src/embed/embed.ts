// The snippet for desks: puts the sidebar into a page and speaks the host's half of the protocol (contract section 5).
// Talks to its own sidebar only, at the origin that this script came from. Imports nothing: it is served as /embed.js.

export interface EmbedOptions {
  conversationId?: string | null;
  agentId?: string | null;
  /** Asked whenever the sidebar needs a fresh one; your server mints it (docs/embedding.md). Without it a key box is shown. */
  ticket?: () => Promise<string> | string;
  /** A card was chosen: put the text into the reply box. */
  onInsert?: (text: string, suggestionId: string | null) => void;
  /** Whose list of allowed desks counts, when the service has several shops. */
  shop?: string;
  locale?: string;
  theme?: "auto" | "light" | "dark";
  /** Where the service is, when this script was not loaded from there. */
  origin?: string;
  title?: string;
}

export interface Embedded {
  readonly frame: HTMLIFrameElement;
  /** Another conversation, person, language or look; what is left out stays. */
  update: (change: Pick<EmbedOptions, "conversationId" | "agentId" | "locale" | "theme">) => void;
  destroy: () => void;
}

export interface Csassist {
  mount: (place: Element | string, options?: EmbedOptions) => Embedded;
}

declare global {
  interface Window {
    csassist: Csassist;
  }
}

(() => {
  const script = document.currentScript as HTMLScriptElement | null;
  const home = new URL(script?.src || location.href).origin;

  function mount(place: Element | string, options: EmbedOptions = {}): Embedded {
    const box = typeof place === "string" ? document.querySelector(place) : place;
    if (!box) throw new Error("csassist: there is no such element");
    const origin = options.origin ? new URL(options.origin).origin : home;
    const now = { ...options };
    const frame = document.createElement("iframe");
    frame.src = `${origin}/sidebar${now.shop ? `?shop=${encodeURIComponent(now.shop)}` : ""}`;
    frame.title = now.title || "csassist";
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";
    frame.style.cssText = "width:100%;height:100%;min-width:280px;border:0";
    let here = true;

    const tell = (ticket?: string): void => {
      const { conversationId, agentId, locale, theme } = now;
      const context = { type: "csassist:context", v: 1, conversationId, agentId, ticket, locale, theme };
      if (here) frame.contentWindow?.postMessage(context, origin);
    };
    const introduce = async (): Promise<void> => {
      let ticket: string | undefined;
      try {
        ticket = await now.ticket?.();
      } catch {
        // Without a ticket the sidebar says that it is offline, and asks again.
      }
      tell(ticket);
    };
    const hear = (event: MessageEvent): void => {
      if (event.source !== frame.contentWindow || event.origin !== origin) return;
      const said = event.data as { type?: unknown; v?: unknown; text?: unknown; suggestionId?: unknown } | null;
      if (said?.v !== 1) return;
      if (said.type === "csassist:ready" || said.type === "csassist:ticket-needed") void introduce();
      if (said.type === "csassist:insert" && typeof said.text === "string") {
        now.onInsert?.(said.text, typeof said.suggestionId === "string" ? said.suggestionId : null);
      }
    };
    addEventListener("message", hear);
    box.append(frame);
    return {
      frame,
      update: (change) => { Object.assign(now, change); tell(); },
      destroy: () => { here = false; removeEventListener("message", hear); frame.remove(); },
    };
  }

  window.csassist = { mount };
})();
