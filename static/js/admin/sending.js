/* Keeps what the screen says of announcements true while they wait for their time or are sent, without a reload. */
{
  const PAUSE_MS = 4000;
  const CHANGING = '[data-sending-state="upcoming"], [data-sending-state="sending"]';
  /* What is drawn anew when the state has changed, with the buttons that the new one allows. */
  const PART = "tr, .mailing__row, .mailing__state";

  const showNumbers = (key, progress) => {
    for (const [name, number] of Object.entries(progress.numbers)) {
      const place = document.querySelector(`[data-sending-number="${key} ${name}"]`);
      if (place) place.textContent = number;
    }
    const bar = document.querySelector(`[data-sending-bar="${key}"]`);
    if (!bar) return;
    bar.max = progress.recipients || 1;
    bar.value = progress.done;
  };

  const putInPlace = (part, fresh) => {
    const held = part.contains(document.activeElement) && document.activeElement.textContent.trim();
    part.replaceWith(fresh);
    if (held) [...fresh.querySelectorAll("a, button")].find((each) => each.textContent.trim() === held)?.focus();
  };

  const drawAnew = async (marks) => {
    const response = await fetch(location.href);
    if (!response.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const mark of marks) {
      const part = mark.closest(PART);
      const fresh = page.querySelector(`[data-sending="${mark.dataset.sending}"]`)?.closest(PART);
      /* A list that is filtered by state, or tells of what is open only, does not have it any more. */
      if (fresh) putInPlace(part, document.adoptNode(fresh));
      else part.remove();
    }
  };

  const look = async () => {
    const marks = [...document.querySelectorAll(CHANGING)];
    if (!marks.length || document.hidden) return;
    const query = new URLSearchParams(marks.map((mark) => ["id", mark.dataset.sending]));
    const response = await fetch(`${marks[0].dataset.sendingUrl}?${query}`);
    if (!response.ok) return;
    const found = await response.json();
    const known = marks.filter((mark) => found[mark.dataset.sending]);
    for (const mark of known) showNumbers(mark.dataset.sending, found[mark.dataset.sending]);
    const changed = known.filter((mark) => found[mark.dataset.sending].state !== mark.dataset.sendingState);
    if (changed.length) await drawAnew(changed);
  };

  /* A server that is away for a moment is asked again at the next turn. */
  setInterval(() => look().catch(() => {}), PAUSE_MS);
}
