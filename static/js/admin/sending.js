/* Keeps the bars of announcements true that are being sent, without a reload. */
{
  const PAUSE_MS = 4000;

  const show = (bar, progress) => {
    const meter = bar.querySelector("progress");
    meter.max = progress.recipients || 1;
    meter.value = progress.done;
    bar.querySelector("[data-sending-words]").textContent = progress.words;
    const state = document.querySelector(`[data-sending-state="${bar.dataset.sending}"]`);
    if (state) state.textContent = progress.state;
    if (progress.is_over) bar.removeAttribute("data-sending");
  };

  const look = async () => {
    const bars = [...document.querySelectorAll("[data-sending]")];
    if (!bars.length || document.hidden) return;
    const query = new URLSearchParams(bars.map((bar) => ["id", bar.dataset.sending]));
    const response = await fetch(`${bars[0].dataset.sendingUrl}?${query}`);
    if (!response.ok) return;
    const found = await response.json();
    for (const bar of bars) if (found[bar.dataset.sending]) show(bar, found[bar.dataset.sending]);
  };

  /* A server that is away for a moment is asked again at the next turn. */
  setInterval(() => look().catch(() => {}), PAUSE_MS);
}
