// Runs before a page's own scripts: counts the frames that its socket brought, tasks that blocked it, and how long each
// new reading took from its frame to the picture. Changes nothing that the page does.
(() => {
  const probe = { frames: 0, asked: 0, long: [], paints: [], timed: false };
  window.probe = probe;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) probe.long.push(entry.duration);
  }).observe({ type: "longtask", buffered: true });

  /** Milliseconds from `from` to the picture that shows `degrees` at the thermometer. */
  function time(degrees, from) {
    const shown = () => document.querySelector("[data-testid=thermometer]")?.dataset.degrees === String(degrees);
    function look() {
      if (!shown()) return requestAnimationFrame(look);
      const painted = new MessageChannel(); // its message comes after the frame that was being drawn
      painted.port1.onmessage = () => probe.paints.push(performance.now() - from);
      painted.port2.postMessage(0);
    }
    requestAnimationFrame(look);
  }

  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", (event) => {
        probe.frames += 1;
        if (!probe.timed) return;
        const frame = JSON.parse(event.data);
        const reading = frame.data?.assessment?.reading;
        if (reading && frame.channel.startsWith("conversation:")) time(reading.degrees, event.timeStamp);
      });
    }

    send(text) {
      if (text.includes('"subscribe"')) probe.asked += 1; // a gap was seen, or a channel was added
      super.send(text);
    }
  };
})();
